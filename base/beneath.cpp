#include "base/beneath.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "base/errors.hpp"

namespace switchback {
namespace {

// The kernel would stop at it and open something else than was checked.
void refuse_embedded_nul(const std::string& path) {
  if (path.find('\0') != std::string::npos) throw StorageError("open", path.c_str(), EINVAL);
}

}  // namespace

Descriptor open_beneath(int dir_fd, const std::string& relative_path, int flags, unsigned mode) {
  refuse_embedded_nul(relative_path);
  struct open_how how {};
  how.flags = static_cast<unsigned>(flags | O_CLOEXEC);
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  while (true) {
    const long fd = ::syscall(SYS_openat2, dir_fd, relative_path.c_str(), &how, sizeof how);
    if (fd >= 0) return Descriptor(static_cast<int>(fd));
    // EAGAIN: a rename raced with the walk; the kernel asks to try again.
    if (errno != EINTR && errno != EAGAIN) throw StorageError("open", relative_path, errno);
  }
}

ParentAndName open_parent_beneath(int dir_fd, const std::string& relative_path) {
  const auto slash = relative_path.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : relative_path.substr(0, slash);
  std::string name = slash == std::string::npos ? relative_path : relative_path.substr(slash + 1);
  refuse_embedded_nul(relative_path);
  if (name.empty() || name == "." || name == "..")
    throw StorageError("open", relative_path, EINVAL);
  return {open_beneath(dir_fd, parent, O_RDONLY | O_DIRECTORY), std::move(name)};
}

}  // namespace switchback
