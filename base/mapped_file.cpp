#include "base/mapped_file.hpp"

#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/errors.hpp"

namespace switchback {

MappedFile::MappedFile(int fd, std::uint64_t length, const std::string& name) : name_(name) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) throw StorageError("read", name, errno);
  if (!S_ISREG(status.st_mode) || static_cast<std::uint64_t>(status.st_size) != length)
    throw StorageError("read", name, EIO);
  if (length == 0) return;  // nothing can be mapped, and nothing has to be
  void* const data =
      ::mmap(nullptr, static_cast<std::size_t>(length), PROT_READ, MAP_PRIVATE, fd, 0);
  if (data == MAP_FAILED) throw StorageError("map", name, errno);
  data_ = static_cast<const char*>(data);
  length_ = static_cast<std::size_t>(length);
  try {
    guard_.emplace(data_, length_);
  } catch (...) {  // the destructor will not run
    ::munmap(data, length_);
    throw;
  }
}

void MappedFile::check() const {
  if (guard_ && guard_->failed()) throw StorageError("read", name_, EIO);
}

MappedFile::~MappedFile() {
  guard_.reset();
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), length_);
}

}  // namespace switchback
