#include "core/tree/source_file.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

std::int64_t nanoseconds(const struct timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

FileStamp FileStamp::of(const struct stat& info) {
  return {static_cast<std::uint64_t>(info.st_dev), static_cast<std::uint64_t>(info.st_ino),
          static_cast<std::uint64_t>(info.st_size), nanoseconds(info.st_mtim),
          nanoseconds(info.st_ctim)};
}

void refuse_changed(const std::string& path) {
  throw StateError("state", "\"" + path + "\" changed while the tree was read",
                   "Publish a tree that nothing writes to.");
}

SourceFile::SourceFile(int directory_fd, const std::string& name, const std::string& path,
                       const FileStamp& expected)
    : path_(path), stamp_(expected) {
  // O_NONBLOCK: a FIFO that took the file's place must not stop us.
  constexpr int kFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  const int fd = ::openat(directory_fd, name.c_str(), kFlags);
  if (fd < 0 && (errno == ENOENT || errno == ELOOP)) refuse_changed(path);
  if (fd < 0) throw StorageError("open", path, errno);
  file_ = Descriptor(fd);
  if (FileStamp::of(stat_of(fd, path)) != stamp_) refuse_changed(path);
}

std::size_t SourceFile::read(char* buffer, std::size_t size) {
  // One byte more than expected is asked for, so that a file that grew is noticed.
  const std::uint64_t rest = stamp_.size - read_;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, rest + 1));
  const std::size_t count = pread_some(file_.get(), buffer, wanted, read_, path_);
  read_ += count;
  if (read_ > stamp_.size) refuse_changed(path_);
  if (count == wanted) return count;
  if (read_ != stamp_.size || FileStamp::of(stat_of(file_.get(), path_)) != stamp_)
    refuse_changed(path_);
  return count;
}

Sha256Digest hash_source_file(SourceFile& file) {
  std::string buffer(256 * 1024, '\0');
  Sha256 hash;
  while (const std::size_t count = file.read(buffer.data(), buffer.size()))
    hash.update({buffer.data(), count});
  return hash.finish();
}

}  // namespace switchback
