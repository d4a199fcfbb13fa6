#include "updater/slots/space.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <limits>

#include "base/errors.hpp"
#include "base/units.hpp"

namespace switchback {

Space available_space(const Layout& layout) {
  struct statvfs info {};
  if (::statvfs(layout.root().c_str(), &info) != 0)
    throw StorageError("statvfs", layout.root().string(), errno);
  const std::uint64_t blocks = ::geteuid() == 0 ? info.f_bfree : info.f_bavail;
  const std::uint64_t inodes =
      info.f_files == 0 ? std::numeric_limits<std::uint64_t>::max() : info.f_favail;
  return {blocks * info.f_frsize, inodes};
}

void require_space(const Layout& layout, const Space& needed) {
  const Space available = available_space(layout);
  if (needed.bytes > available.bytes)
    throw StorageError("insufficient-space",
                       fmt::format("{} needs {} ({} bytes) of free space, {} ({} bytes) are there",
                                   layout.root().string(), format_size(needed.bytes), needed.bytes,
                                   format_size(available.bytes), available.bytes),
                       "free space on that file system, then run this again");
  if (needed.inodes > available.inodes)
    throw StorageError("insufficient-inodes",
                       fmt::format("{} needs {} free inodes, {} are there", layout.root().string(),
                                   needed.inodes, available.inodes),
                       "delete files on that file system, then run this again");
}

void require_writable(const Layout& layout) {
  for (const auto& path : {layout.root(), layout.own(), layout.slots()}) {
    if (::access(path.c_str(), W_OK) == 0) continue;
    if (errno == EROFS)
      throw StorageError("read-only", path.string() + " is on a read-only file system",
                         "remount it writable, then run this again");
    throw StorageError("permission-denied", path.string() + " cannot be written by this user",
                       "run this as the root's owner");
  }
}

}  // namespace switchback
