#include "repo-tools/serve/entity_tags.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr std::size_t kHexLength = 64;
constexpr off_t kLongestHashed = 8 * 1024 * 1024;  // metadata is at most 5 MB
constexpr std::size_t kMostKnown = 4096;

// The SHA-256 that begins the file's name, up to its end or a dot.
std::string_view named_hash(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  const auto hash = name.substr(0, name.find('.'));
  const bool is_hash = hash.size() == kHexLength &&
                       hash.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return is_hash ? hash : std::string_view{};
}

std::int64_t nanoseconds(const struct timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

std::string EntityTags::tag_of(const std::string& path, int fd, const struct stat& info) {
  if (const auto hash = named_hash(path); path.starts_with("targets/") && !hash.empty())
    return fmt::format("\"{}\"", hash);
  const Identity identity{info.st_dev, info.st_ino, info.st_size, nanoseconds(info.st_mtim),
                          nanoseconds(info.st_ctim)};
  if (info.st_size > kLongestHashed)
    return fmt::format("\"{:x}-{:x}-{:x}\"", info.st_ino, info.st_size, nanoseconds(info.st_mtim));
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = known_.find(identity); known != known_.end()) return known->second;
  }
  const auto size = static_cast<std::size_t>(info.st_size);
  std::string tag = fmt::format("\"{}\"", Sha256::of(pread_exact(fd, size, 0, path)).hex());
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMostKnown) known_.clear();
  known_[identity] = tag;
  return tag;
}

bool names_tag(std::string_view if_none_match, std::string_view tag) {
  while (!if_none_match.empty()) {
    const auto comma = if_none_match.find(',');
    auto item = if_none_match.substr(0, comma);
    while (item.starts_with(' ') || item.starts_with('\t')) item.remove_prefix(1);
    while (item.ends_with(' ') || item.ends_with('\t')) item.remove_suffix(1);
    if (item.starts_with("W/")) item.remove_prefix(2);
    if (item == "*" || item == tag) return true;
    if_none_match.remove_prefix(comma == std::string_view::npos ? if_none_match.size() : comma + 1);
  }
  return false;
}

}  // namespace switchback
