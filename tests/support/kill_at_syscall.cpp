#include "tests/support/kill_at_syscall.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

namespace switchback::test {
namespace {

constexpr int kSyscallStop = SIGTRAP | 0x80;  // PTRACE_O_TRACESYSGOOD

bool creates_or_truncates(std::uint64_t flags) {
  return (flags & (O_CREAT | O_TRUNC)) != 0;
}

bool changes_files(const __ptrace_syscall_info& info) {
  static constexpr std::array kAlways{
      SYS_write,     SYS_pwrite64,  SYS_writev,    SYS_pwritev,  SYS_renameat,        SYS_renameat2,
      SYS_linkat,    SYS_symlinkat, SYS_unlinkat,  SYS_mkdirat,  SYS_ftruncate,       SYS_truncate,
      SYS_fallocate, SYS_fsync,     SYS_fdatasync, SYS_syncfs,   SYS_fchmod,          SYS_fchmodat,
      SYS_fchown,    SYS_fchownat,  SYS_utimensat, SYS_sendfile, SYS_copy_file_range,
#ifdef SYS_rename
      SYS_rename,    SYS_link,      SYS_symlink,   SYS_unlink,   SYS_mkdir,           SYS_rmdir,
      SYS_chmod,     SYS_chown,     SYS_lchown,    SYS_creat,
#endif
  };
  const auto number = static_cast<long>(info.entry.nr);
  if (std::find(kAlways.begin(), kAlways.end(), number) != kAlways.end()) return true;
  if (number == SYS_openat) return creates_or_truncates(info.entry.args[2]);
#ifdef SYS_open
  if (number == SYS_open) return creates_or_truncates(info.entry.args[1]);
#endif
  return number == SYS_openat2;  // its flags are in the child's memory: count all of them
}

[[noreturn]] void be_traced(const std::function<void()>& work) {
  ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  ::raise(SIGSTOP);
  try {
    work();
  } catch (...) {
    ::_exit(1);
  }
  ::_exit(0);
}

bool enters_change(pid_t thread) {
  __ptrace_syscall_info info{};
  ::ptrace(PTRACE_GET_SYSCALL_INFO, thread, reinterpret_cast<void*>(sizeof info), &info);
  return info.op == PTRACE_SYSCALL_INFO_ENTRY && changes_files(info);
}

// The signal to hand on to the thread, where it stopped for one of its own.
int signal_of(int status) {
  const int signal = WSTOPSIG(status);
  const bool ours = signal == kSyscallStop || signal == SIGSTOP || signal == SIGTRAP;
  return ours ? 0 : signal;
}

}  // namespace

WorkEnd run_and_kill(const std::function<void()>& work, unsigned nth) {
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) be_traced(work);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFSTOPPED(status) ||
      ::ptrace(PTRACE_SETOPTIONS, child, nullptr,
               reinterpret_cast<void*>(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE |
                                       PTRACE_O_EXITKILL)) != 0)
    throw std::runtime_error("cannot trace a child");
  ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
  unsigned seen = 0;
  while (true) {
    const pid_t thread = ::waitpid(-1, &status, __WALL);
    if (thread < 0 && errno == EINTR) continue;
    if (thread < 0) throw std::runtime_error("the traced child is lost");
    if (thread == child && WIFEXITED(status))
      return WEXITSTATUS(status) == 0 ? WorkEnd::finished : WorkEnd::failed;
    if (thread == child && WIFSIGNALED(status))
      return seen >= nth ? WorkEnd::killed : WorkEnd::failed;
    if (!WIFSTOPPED(status)) continue;
    if (WSTOPSIG(status) == kSyscallStop && enters_change(thread) && ++seen == nth)
      ::kill(child, SIGKILL);
    else
      ::ptrace(PTRACE_SYSCALL, thread, nullptr, signal_of(status));
  }
}

}  // namespace switchback::test
