#include "updater/engine/unnamed_file.hpp"

#include <fcntl.h>

#include <cerrno>
#include <filesystem>

#include "base/errors.hpp"

namespace switchback {

Descriptor unnamed_file(const Layout& layout) {
  for (const auto& directory : {layout.own(), std::filesystem::path("/var/tmp")}) {
    const int fd = ::open(directory.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    if (fd >= 0) return Descriptor(fd);
  }
  throw StorageError("create a temporary file in", layout.own().string(), errno);
}

}  // namespace switchback
