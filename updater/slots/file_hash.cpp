#include "updater/slots/file_hash.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>

#include "base/descriptor.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr std::size_t kReadLength = 256 * 1024;

}  // namespace

Sha256Digest file_hash(int fd, const std::string& name, const std::stop_token& stop) {
  thread_local const std::unique_ptr<char[]> buffer(new char[kReadLength]);
  Sha256 hash;
  std::uint64_t offset = 0;
  while (const std::size_t count = pread_some(fd, buffer.get(), kReadLength, offset, name)) {
    hash.update({buffer.get(), count});
    offset += count;
    if (count < kReadLength) break;
    if (stop.stop_requested()) throw Interrupted();
  }
  return hash.finish();
}

std::optional<Sha256Digest> file_hash_at(int parent_fd, const std::string& name,
                                         const std::stop_token& stop) {
  const int fd = ::openat(parent_fd, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) {
    if (errno == ENOENT || errno == ELOOP || errno == ENOTDIR || errno == ENXIO)
      return std::nullopt;
    throw StorageError("open", name, errno);
  }
  const Descriptor file(fd);
  if (!S_ISREG(stat_of(fd, name).st_mode)) return std::nullopt;
  return file_hash(fd, name, stop);
}

std::string link_target_at(int parent_fd, const std::string& name) {
  std::array<char, 4097> target{};
  const ssize_t length = ::readlinkat(parent_fd, name.c_str(), target.data(), target.size());
  if (length < 0) throw StorageError("readlink", name, errno);
  return {target.data(), static_cast<std::size_t>(length)};
}

}  // namespace switchback
