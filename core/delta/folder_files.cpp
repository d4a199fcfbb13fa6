#include "core/delta/folder_files.hpp"

#include <fcntl.h>

#include <cerrno>

#include "base/beneath.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {

FolderFiles::FolderFiles(const std::filesystem::path& folder, const IndexFile& index)
    : name_(folder.string()), folder_(open_file(folder, O_RDONLY | O_DIRECTORY)), lookup_(index) {}

void FolderFiles::read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) {
  const std::lock_guard lock(mutex_);
  if (!file_ || open_ != ordinal) {
    file_ = open_beneath(folder_.get(), lookup_.at(ordinal).path, O_RDONLY | O_NONBLOCK);
    open_ = ordinal;
  }
  if (pread_some(file_.get(), to, length, offset, name_) != length)
    throw StorageError("read", name_ + "/" + lookup_.at(ordinal).path, EIO);
}

}  // namespace switchback
