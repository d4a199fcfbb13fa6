#include "core/delta/folder_files.hpp"

#include <fcntl.h>

#include <cerrno>

#include "base/beneath.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "base/mapped_file.hpp"

namespace switchback {
namespace {

class MappedWhole : public WholeFile {
 public:
  MappedWhole(int fd, std::uint64_t length, const std::string& name) : file_(fd, length, name) {}
  std::string_view bytes() const override { return file_.bytes(); }
  void check() const override { file_.check(); }

 private:
  MappedFile file_;
};

}  // namespace

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

std::unique_ptr<WholeFile> FolderFiles::whole(std::uint32_t ordinal) {
  const std::lock_guard lock(mutex_);
  const TreeEntry& entry = lookup_.at(ordinal);
  const Descriptor file = open_beneath(folder_.get(), entry.path, O_RDONLY | O_NONBLOCK);
  return std::make_unique<MappedWhole>(file.get(), entry.size, name_ + "/" + entry.path);
}

}  // namespace switchback
