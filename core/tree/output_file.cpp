#include "core/tree/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {

OutputFile::OutputFile(std::filesystem::path path)
    : path_(std::move(path)),
      file_(open_file(path_, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0644)) {
  if (::fchmod(file_.get(), 0644) != 0) throw StorageError("chmod", path_.string(), errno);
}

OutputFile::~OutputFile() {
  if (!committed_) ::unlink(path_.c_str());
}

void OutputFile::write(std::string_view bytes) {
  constexpr std::size_t kBuffer = 256 * 1024;
  length_ += bytes.size();
  if (buffer_.size() + bytes.size() > kBuffer) flush();
  if (bytes.size() > kBuffer)
    write_all(file_.get(), bytes, path_.string());
  else
    buffer_ += bytes;
}

void OutputFile::flush() {
  write_all(file_.get(), buffer_, path_.string());
  buffer_.clear();
}

void OutputFile::commit() {
  flush();
  fsync_file(file_.get(), path_.string());
  committed_ = true;
}

}  // namespace switchback
