#include "tests/crash/injector/tracee.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <stdexcept>
#include <system_error>

namespace switchback::crash {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMaxPath = 4096;

bool is_beneath(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder + "/");
}

// At most `size` bytes of another process's memory; fewer where the next page is not there.
std::string read_memory(pid_t process, unsigned long long address, std::size_t size) {
  std::string bytes(size, '\0');
  iovec local{bytes.data(), size};
  iovec remote{reinterpret_cast<void*>(address), size};
  const ssize_t got = ::process_vm_readv(process, &local, 1, &remote, 1, 0);
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

}  // namespace

Tracee::Tracee(pid_t thread) : thread_(thread) {
  if (::ptrace(PTRACE_GETREGS, thread, nullptr, &registers_) != 0)
    throw std::runtime_error("a traced thread has gone");
}

unsigned long long Tracee::argument(int position) const {
  switch (position) {
    case 0:
      return registers_.rdi;
    case 1:
      return registers_.rsi;
    case 2:
      return registers_.rdx;
    case 3:
      return registers_.r10;
    case 4:
      return registers_.r8;
    default:
      return registers_.r9;
  }
}

void Tracee::set_argument(int position, unsigned long long value) {
  switch (position) {
    case 2:
      registers_.rdx = value;
      break;
    case 3:
      registers_.r10 = value;
      break;
    case 4:
      registers_.r8 = value;
      break;
    default:
      throw std::logic_error("no call has its length there");
  }
}

void Tracee::store() {
  ::ptrace(PTRACE_SETREGS, thread_, nullptr, &registers_);
}

void Tracee::fail_with(int error) {
  registers_.orig_rax = static_cast<unsigned long long>(-1);
  registers_.rax = static_cast<unsigned long long>(-static_cast<long long>(error));
  store();
}

bool Tracee::halve(const ChangingCall& call) {
  unsigned long long length = argument(call.length_argument);
  if (call.vector && length == 1)
    return false;  // the only entry's length is in the process's memory
  if (length < 2) return false;
  set_argument(call.length_argument, length / 2);
  store();
  return true;
}

std::string Tracee::link(const std::string& name) const {
  std::error_code error;
  const fs::path target = fs::read_symlink("/proc/" + std::to_string(thread_) + "/" + name, error);
  return error ? std::string() : target.string();
}

std::string Tracee::read_string(unsigned long long address) const {
  // Up to the end of the page first: a string at the end of a mapping has nothing behind it.
  const std::size_t in_page = kMaxPath - address % kMaxPath;
  std::string text = read_memory(thread_, address, in_page);
  if (text.find('\0') == std::string::npos)
    text += read_memory(thread_, address + in_page, kMaxPath);
  return text.substr(0, text.find('\0'));
}

std::string Tracee::path_of(const NameArgument& name) const {
  if (name.kind == NameKind::none) return {};
  if (name.kind == NameKind::descriptor)
    return link("fd/" + std::to_string(static_cast<int>(argument(name.argument))));
  const std::string text = read_string(argument(name.argument));
  if (text.starts_with("/")) return fs::path(text).lexically_normal().string();
  std::string base = link("cwd");
  if (name.kind == NameKind::path_at) {
    const int descriptor = static_cast<int>(argument(name.argument - 1));
    if (descriptor != AT_FDCWD) base = link("fd/" + std::to_string(descriptor));
  }
  return text.empty() ? base : (fs::path(base) / text).lexically_normal().string();
}

bool Tracee::changes_something(const ChangingCall& call) const {
  if (call.flags_argument < 0) return true;
  unsigned long long flags = argument(call.flags_argument);
  if (call.number == SYS_openat2) {
    const std::string how = read_memory(thread_, flags, sizeof(open_how::flags));
    if (how.size() != sizeof(open_how::flags)) return false;
    flags = *reinterpret_cast<const decltype(open_how::flags)*>(how.data());
  }
  return (flags & (O_CREAT | O_TRUNC)) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

std::optional<std::string> Tracee::changed_path(const ChangingCall& call,
                                                const std::string& folder) const {
  if (!changes_something(call)) return std::nullopt;
  for (const NameArgument& name : call.names) {
    std::string path = path_of(name);
    if (!path.empty() && is_beneath(path, folder)) return path;
  }
  return std::nullopt;
}

}  // namespace switchback::crash
