// lstat by path beneath a tree, cheap when paths come in the order of the tree index: the directory
// of the last path stays open, so that one file costs one fstatat of a single component.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace switchback {

class DirectoryCursor {
 public:
  // `tree_fd` must stay open.
  explicit DirectoryCursor(int tree_fd) : tree_fd_(tree_fd) {}

  // Nothing where the path does not exist, or a parent is missing, a file or a symlink.
  std::optional<struct stat> stat(const std::string& path);
  // The descriptor of the parent directory of `path`, or -1 where there is none; valid until the
  // next call.
  int parent_of(const std::string& path);
  static std::string name_of(const std::string& path);

 private:
  int tree_fd_;
  std::string open_path_;  // directory that `directory_` is
  bool missing_ = false;   // open_path_ does not exist
  Descriptor directory_;
};

}  // namespace switchback
