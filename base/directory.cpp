#include "base/directory.hpp"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>

#include "base/deleter.hpp"
#include "base/descriptor.hpp"
#include "base/errors.hpp"

namespace switchback {

std::vector<DirectoryEntry> entries_in(int directory_fd, const std::string& path) {
  // A descriptor of its own, because closedir closes it.
  Descriptor own(::openat(directory_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (own.get() < 0) throw StorageError("open", path, errno);
  const std::unique_ptr<DIR, Deleter<::closedir>> stream(::fdopendir(own.get()));
  if (!stream) throw StorageError("open", path, errno);
  own.release();
  std::vector<DirectoryEntry> entries;
  errno = 0;
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") entries.push_back({std::string(name), entry->d_type});
    errno = 0;
  }
  if (errno != 0) throw StorageError("list", path, errno);
  std::sort(entries.begin(), entries.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  return entries;
}

std::vector<std::string> names_in(int directory_fd, const std::string& path) {
  std::vector<std::string> names;
  for (auto& entry : entries_in(directory_fd, path)) names.push_back(std::move(entry.name));
  return names;
}

}  // namespace switchback
