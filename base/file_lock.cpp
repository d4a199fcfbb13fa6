#include "base/file_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/clock.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr int kNameAttempts = 100;
constexpr int kNameWaitMilliseconds = 10;

std::string read_line(int fd, const std::string& name) {
  std::string text(512, '\0');
  text.resize(pread_some(fd, text.data(), text.size(), 0, name));
  if (const auto end = text.find('\n'); end != std::string::npos) text.resize(end);
  return text;
}

// False for what a holder before the present one left.
bool names_a_living_process(const std::string& holder) {
  int pid = 0;
  return std::sscanf(holder.c_str(), "pid %d", &pid) == 1 &&
         (::kill(pid, 0) == 0 || errno == EPERM);
}

// "pid 12 (upgrade), since 2026-11-23T18:30:00Z". A holder names itself just after it has taken the
// lock: who comes in between waits for that, at most a second.
std::string holder_of(int fd, const std::string& name) {
  std::string holder = read_line(fd, name);
  for (int i = 0; i < kNameAttempts && !names_a_living_process(holder); ++i) {
    ::poll(nullptr, 0, kNameWaitMilliseconds);
    holder = read_line(fd, name);
  }
  return holder.empty() ? "another process" : holder;
}

// A courtesy: on a full disk the lock itself still works. Written over what an earlier holder left
// and only its first line is read: truncating costs a transaction of the file system each time.
void name_holder(int fd, const std::string& purpose) {
  const std::string holder =
      fmt::format("pid {} ({}), since {}\n", ::getpid(), purpose, format_timestamp(now()));
  [[maybe_unused]] const ssize_t written = ::pwrite(fd, holder.data(), holder.size(), 0);
}

}  // namespace

FileLock FileLock::acquire(const std::filesystem::path& path, const std::string& purpose) {
  Descriptor file = open_file(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) throw StorageError("flock", path.string(), errno);
    throw StateError("locked", "locked by " + holder_of(file.get(), path.string()),
                     "wait until it has finished, then run this again");
  }
  name_holder(file.get(), purpose);
  return FileLock(std::move(file));
}

}  // namespace switchback
