#include "updater/slots/directory_cursor.hpp"

#include <fcntl.h>

#include <cerrno>

#include "base/beneath.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {

std::string DirectoryCursor::name_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

int DirectoryCursor::parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return tree_fd_;
  const std::string_view parent = std::string_view(path).substr(0, slash);
  if (parent == open_path_) return missing_ ? -1 : directory_.get();
  open_path_ = parent;
  missing_ = false;
  try {
    directory_ = open_beneath(tree_fd_, open_path_, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  } catch (const StorageError& error) {
    const int number = error.error_number();
    if (number != ENOENT && number != ENOTDIR && number != ELOOP) throw;
    missing_ = true;
  }
  return missing_ ? -1 : directory_.get();
}

std::optional<struct stat> DirectoryCursor::stat(const std::string& path) {
  const int parent = parent_of(path);
  if (parent < 0) return std::nullopt;
  return stat_at(parent, name_of(path));
}

}  // namespace switchback
