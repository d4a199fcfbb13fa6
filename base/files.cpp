#include "base/files.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include "base/errors.hpp"

namespace switchback {
namespace {

template <typename Call>
auto retry_interrupted(Call call) {
  decltype(call()) result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

}  // namespace

Descriptor open_file(const std::filesystem::path& path, int flags, unsigned mode) {
  const int fd = retry_interrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); });
  if (fd < 0) throw StorageError("open", path.string(), errno);
  return Descriptor(fd);
}

std::optional<Descriptor> open_if_exists(const std::filesystem::path& path, int flags) {
  const int fd = retry_interrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC); });
  if (fd >= 0) return Descriptor(fd);
  if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
  throw StorageError("open", path.string(), errno);
}

std::string read_all(int fd, std::uint64_t max_bytes, const std::string& name) {
  std::string content;
  std::string buffer(64 * 1024, '\0');
  while (true) {
    const ssize_t count =
        retry_interrupted([&] { return ::read(fd, buffer.data(), buffer.size()); });
    if (count < 0) throw StorageError("read", name, errno);
    if (count == 0) return content;
    if (content.size() + static_cast<std::size_t>(count) > max_bytes)
      throw StorageError("read", name, EFBIG);
    content.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

std::string read_file(const std::filesystem::path& path, std::uint64_t max_bytes) {
  const Descriptor file = open_file(path, O_RDONLY);
  return read_all(file.get(), max_bytes, path.string());
}

std::optional<std::string> read_file_if_exists(const std::filesystem::path& path,
                                               std::uint64_t max_bytes) {
  // O_NONBLOCK: opening a FIFO that took the file's place must not wait for its other end.
  const auto file = open_if_exists(path, O_RDONLY | O_NONBLOCK);
  if (!file) return std::nullopt;
  const auto mode = stat_of(file->get(), path.string()).st_mode;
  if (!S_ISREG(mode)) throw StorageError("read", path.string(), S_ISDIR(mode) ? EISDIR : EINVAL);
  return read_all(file->get(), max_bytes, path.string());
}

std::size_t pread_some(int fd, char* buffer, std::size_t size, std::uint64_t offset,
                       const std::string& name) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = retry_interrupted(
        [&] { return ::pread(fd, buffer + done, size - done, static_cast<off_t>(offset + done)); });
    if (count < 0) throw StorageError("read", name, errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

std::string pread_exact(int fd, std::size_t size, std::uint64_t offset, const std::string& name) {
  std::string bytes(size, '\0');
  if (pread_some(fd, bytes.data(), size, offset, name) != size)
    throw StorageError("read", name + " (shorter than expected)", EIO);
  return bytes;
}

void write_all(int fd, std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    const ssize_t count =
        retry_interrupted([&] { return ::write(fd, bytes.data(), bytes.size()); });
    if (count < 0) throw StorageError("write", name, errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void pwrite_all(int fd, std::string_view bytes, std::uint64_t offset, const std::string& name) {
  while (!bytes.empty()) {
    const ssize_t count = retry_interrupted(
        [&] { return ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset)); });
    if (count < 0) throw StorageError("write", name, errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

struct stat stat_of(int fd, const std::string& name) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) throw StorageError("stat", name, errno);
  return info;
}

std::optional<struct stat> stat_at(int dir_fd, const std::string& relative_path) {
  struct stat info {};
  if (::fstatat(dir_fd, relative_path.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0) return info;
  if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
  throw StorageError("stat", relative_path, errno);
}

}  // namespace switchback
