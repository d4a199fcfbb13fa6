#include "base/durable.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr std::string_view kTemporaryMark = ".tmp.";

std::filesystem::path temporary_name(const std::filesystem::path& path) {
  static std::atomic<unsigned> counter{0};  // two threads may replace the same file
  std::filesystem::path name = path;
  name += fmt::format("{}{}.{}", kTemporaryMark, ::getpid(), counter.fetch_add(1));
  return name;
}

Descriptor create_temporary(const std::filesystem::path& temporary, unsigned mode) {
  ::unlink(temporary.c_str());  // left by a killed process that had our pid
  Descriptor file = open_file(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  if (::fchmod(file.get(), mode) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    throw StorageError("chmod", temporary.string(), error);
  }
  return file;
}

std::filesystem::path parent_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

}  // namespace

bool is_temporary_name(std::string_view name) {
  const auto mark = name.rfind(kTemporaryMark);
  if (mark == std::string_view::npos || mark == 0) return false;
  const std::string_view numbers = name.substr(mark + kTemporaryMark.size());
  return !numbers.empty() && numbers.front() != '.' && numbers.back() != '.' &&
         numbers.find_first_not_of("0123456789.") == std::string_view::npos;
}

void remove_temporaries(const std::filesystem::path& directory) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error))
    if (is_temporary_name(entry.path().filename().string())) ::unlink(entry.path().c_str());
  if (error && error != std::errc::no_such_file_or_directory)
    throw StorageError("read", directory.string(), error.value());
}

void fsync_file(int fd, const std::string& name) {
  if (::fsync(fd) != 0) throw StorageError("fsync", name, errno);
}

void fsync_directory(const std::filesystem::path& path) {
  const Descriptor directory = open_file(path, O_RDONLY | O_DIRECTORY);
  fsync_file(directory.get(), path.string());
}

void sync_file_system(const std::filesystem::path& path) {
  const Descriptor directory = open_file(path, O_RDONLY);
  if (::syncfs(directory.get()) != 0) throw StorageError("syncfs", path.string(), errno);
}

AtomicFile::AtomicFile(std::filesystem::path path, unsigned mode)
    : path_(std::move(path)),
      temporary_(temporary_name(path_)),
      file_(create_temporary(temporary_, mode)) {}

AtomicFile::~AtomicFile() {
  if (!committed_) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  write_all(file_.get(), bytes, path_.string());
}

void AtomicFile::commit(bool replace) {
  fsync_file(file_.get(), path_.string());
  const unsigned flags = replace ? 0U : RENAME_NOREPLACE;
  if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), flags) != 0)
    throw StorageError("rename", path_.string(), errno);
  committed_ = true;
  fsync_directory(parent_of(path_));
}

void write_file_durably(const std::filesystem::path& path, std::string_view bytes, unsigned mode) {
  AtomicFile file(path, mode);
  file.write(bytes);
  file.commit();
}

void write_file_atomically(const std::filesystem::path& path, std::string_view bytes,
                           unsigned mode) {
  const std::filesystem::path temporary = temporary_name(path);
  const Descriptor file = create_temporary(temporary, mode);
  try {
    write_all(file.get(), bytes, path.string());
    if (::rename(temporary.c_str(), path.c_str()) != 0)
      throw StorageError("rename", path.string(), errno);
  } catch (const Error&) {
    ::unlink(temporary.c_str());
    throw;
  }
}

}  // namespace switchback
