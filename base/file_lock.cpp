#include "base/file_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "base/clock.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

// "pid 12 (upgrade), since 2026-11-23T18:30:00Z"; what a crash left of an earlier holder is never
// trusted for more.
std::string holder_of(int fd, const std::string& name) {
  std::string text(512, '\0');
  text.resize(pread_some(fd, text.data(), text.size(), 0, name));
  if (const auto end = text.find('\n'); end != std::string::npos) text.resize(end);
  return text.empty() ? "another process" : text;
}

}  // namespace

FileLock FileLock::acquire(const std::filesystem::path& path, const std::string& purpose) {
  Descriptor file = open_file(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) throw StorageError("flock", path.string(), errno);
    throw StateError("locked", "locked by " + holder_of(file.get(), path.string()),
                     "wait until it has finished, then run this again");
  }
  // The holder's name is a courtesy: on a full disk the lock itself still works.
  const std::string holder =
      fmt::format("pid {} ({}), since {}\n", ::getpid(), purpose, format_timestamp(now()));
  if (::ftruncate(file.get(), 0) == 0) {
    [[maybe_unused]] const ssize_t written = ::pwrite(file.get(), holder.data(), holder.size(), 0);
  }
  return FileLock(std::move(file));
}

}  // namespace switchback
