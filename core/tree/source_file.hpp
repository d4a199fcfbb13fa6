// A regular file of a source tree, read once from one descriptor, that must not change meanwhile.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "base/digest.hpp"

namespace switchback {

// What a write to a file changes. Equal stamps before and after mean that nobody wrote in between.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;

  static FileStamp of(const struct stat& info);
  bool operator==(const FileStamp&) const = default;
};

// Throws StateError("state"): `path` changed while the tree was read.
[[noreturn]] void refuse_changed(const std::string& path);

class SourceFile {
 public:
  // Opens `name` beneath `directory_fd` without following a symlink; `path` is for messages.
  // StateError where it is no longer the file that `expected` describes.
  SourceFile(int directory_fd, const std::string& name, const std::string& path,
             const FileStamp& expected);

  // The next bytes into `buffer`; 0 at the end, where it has been checked that the file has its
  // size and its stamp.
  std::size_t read(char* buffer, std::size_t size);

 private:
  Descriptor file_;
  std::string path_;
  FileStamp stamp_;
  std::uint64_t read_ = 0;
};

Sha256Digest hash_source_file(SourceFile& file);

}  // namespace switchback
