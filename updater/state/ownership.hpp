// Refuses a root that somebody else could change under our feet.
#pragma once

#include <filesystem>

namespace switchback {

// Every component from / to `root` must be owned by root or the caller and not be writable by
// others (a sticky directory owned by root, such as /tmp, is allowed as a parent). Throws
// StorageError("permission-denied").
void require_safe_root(const std::filesystem::path& root);

}  // namespace switchback
