#include "updater/slots/side_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "base/mapped_file.hpp"

namespace switchback {
namespace {

Descriptor make_folder(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0) throw StorageError("mkdir", folder.string(), errno);
  return open_file(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

class MappedSideFile : public WholeFile {
 public:
  MappedSideFile(int fd, std::uint64_t length, const std::string& name) : file_(fd, length, name) {}
  std::string_view bytes() const override { return file_.bytes(); }
  void check() const override { file_.check(); }

 private:
  MappedFile file_;
};

}  // namespace

std::string side_folder_name(std::size_t number) {
  return "side-" + std::to_string(number);
}

SideFiles::SideFiles(std::filesystem::path folder)
    : folder_(std::move(folder)), directory_(make_folder(folder_)) {}

void SideFiles::open(const ProducedFile& file) {
  const std::string name = std::to_string(file.ordinal);
  const int fd =
      ::openat(directory_.get(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) throw StorageError("open", (folder_ / name).string(), errno);
  open_[file.ordinal] = Descriptor(fd);
}

void SideFiles::write(std::uint32_t ordinal, std::string_view bytes) {
  write_all(open_.at(ordinal).get(), bytes, folder_.string());
  bytes_written_ += bytes.size();
}

void SideFiles::close(std::uint32_t ordinal) {
  open_.erase(ordinal);
}

Descriptor SideFiles::open_made(std::uint32_t ordinal) const {
  const std::string name = std::to_string(ordinal);
  const int fd = ::openat(directory_.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) throw StorageError("open", (folder_ / name).string(), errno);
  return Descriptor(fd);
}

void SideFiles::read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) {
  const std::lock_guard lock(mutex_);
  if (!last_read_ || last_read_ordinal_ != ordinal) {
    last_read_ = open_made(ordinal);
    last_read_ordinal_ = ordinal;
  }
  if (pread_some(last_read_.get(), to, length, offset, folder_.string()) != length)
    throw StorageError("read", folder_.string(), EIO);
}

std::unique_ptr<WholeFile> SideFiles::whole(std::uint32_t ordinal) const {
  const Descriptor file = open_made(ordinal);
  const auto length = static_cast<std::uint64_t>(stat_of(file.get(), folder_.string()).st_size);
  return std::make_unique<MappedSideFile>(file.get(), length, folder_.string());
}

void SideFiles::move(std::uint32_t ordinal, int directory_fd, const std::string& name) const {
  if (::renameat(directory_.get(), std::to_string(ordinal).c_str(), directory_fd, name.c_str()) !=
      0)
    throw StorageError("rename", (folder_ / std::to_string(ordinal)).string(), errno);
}

}  // namespace switchback
