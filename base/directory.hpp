// What a directory holds.
#pragma once

#include <string>
#include <vector>

namespace switchback {

struct DirectoryEntry {
  std::string name;
  unsigned char type = 0;  // as readdir(3) gives it, DT_UNKNOWN where the file system does not say
};

// The entries of an open directory, sorted by the bytes of their names, without "." and "..". The
// descriptor stays open and at its position. Throws StorageError with `path`.
std::vector<DirectoryEntry> entries_in(int directory_fd, const std::string& path);

// Their names alone.
std::vector<std::string> names_in(int directory_fd, const std::string& path);

}  // namespace switchback
