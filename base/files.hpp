// Reading and writing whole files and byte ranges with errors as StorageError. Nothing here is
// durable; see durable.hpp. Every call retries EINTR; paths in errors are as given.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace switchback {

// open(2) with O_CLOEXEC; throws StorageError.
Descriptor open_file(const std::filesystem::path& path, int flags, unsigned mode = 0);
// The same, but a missing file (ENOENT, ENOTDIR) is a normal absence.
std::optional<Descriptor> open_if_exists(const std::filesystem::path& path, int flags);

// The whole file; StorageError with EFBIG where it is longer than `max_bytes`.
std::string read_file(const std::filesystem::path& path, std::uint64_t max_bytes);
// The same for a file of our own: nothing where it is missing, StorageError with EISDIR or EINVAL
// where something else than a regular file stands in its place.
std::optional<std::string> read_file_if_exists(const std::filesystem::path& path,
                                               std::uint64_t max_bytes);
std::string read_all(int fd, std::uint64_t max_bytes, const std::string& name);

// Up to `size` bytes at `offset`; fewer only at the end of the file.
std::size_t pread_some(int fd, char* buffer, std::size_t size, std::uint64_t offset,
                       const std::string& name);
// Exactly `size` bytes; a shorter file is a StorageError (EIO).
std::string pread_exact(int fd, std::size_t size, std::uint64_t offset, const std::string& name);

void write_all(int fd, std::string_view bytes, const std::string& name);
void pwrite_all(int fd, std::string_view bytes, std::uint64_t offset, const std::string& name);

// fstat / fstatat(AT_SYMLINK_NOFOLLOW).
struct stat stat_of(int fd, const std::string& name);
std::optional<struct stat> stat_at(int dir_fd, const std::string& relative_path);

}  // namespace switchback
