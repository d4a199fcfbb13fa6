// Opening and creating things strictly beneath a directory: openat2(RESOLVE_BENEATH |
// RESOLVE_NO_SYMLINKS), so that neither "..", an absolute path nor a planted symlink leads outside
// (DESIGN section 5).
#pragma once

#include <string>

#include "base/descriptor.hpp"

namespace switchback {

// Throws StorageError; ELOOP where a component is a symlink, EXDEV where the path would leave
// `dir_fd`.
Descriptor open_beneath(int dir_fd, const std::string& relative_path, int flags, unsigned mode = 0);

// The parent directory of `relative_path`, opened beneath `dir_fd`, and the last component. Calls
// that have no RESOLVE flags (unlinkat, renameat, symlinkat, mkdirat) are made with these two. The
// name is never empty, "." or
// "..": StorageError with EINVAL.
struct ParentAndName {
  Descriptor parent;
  std::string name;
};
ParentAndName open_parent_beneath(int dir_fd, const std::string& relative_path);

}  // namespace switchback
