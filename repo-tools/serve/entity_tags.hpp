// Entity tags by content: equal bytes have equal tags on every mirror.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>

namespace switchback {

// Files named by their SHA-256 carry it as their tag; others are hashed once and remembered by
// inode, size and times. Long files with other names, which no repository of ours has, are tagged
// by those instead. Thread-safe.
class EntityTags {
 public:
  // With its quotes. `fd` is the open file, `info` its fstat. Throws StorageError.
  std::string tag_of(const std::string& path, int fd, const struct stat& info);

 private:
  using Identity = std::tuple<dev_t, ino_t, off_t, std::int64_t, std::int64_t>;

  std::mutex mutex_;
  std::map<Identity, std::string> known_;
};

// Whether an If-None-Match header names `tag` (weak comparison).
bool names_tag(std::string_view if_none_match, std::string_view tag);

}  // namespace switchback
