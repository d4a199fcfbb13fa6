// What a directory holds.
#pragma once

#include <string>
#include <vector>

namespace switchback {

// The names in an open directory, sorted by bytes, without "." and "..". The descriptor stays open
// and at its position. Throws StorageError with `path`.
std::vector<std::string> names_in(int directory_fd, const std::string& path);

}  // namespace switchback
