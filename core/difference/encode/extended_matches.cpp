#include "core/difference/encode/extended_matches.hpp"

#include <algorithm>

namespace switchback::difference {
namespace {

constexpr std::int64_t kReward = 1, kPenalty = 2, kDrop = 32;

// A match grows both ways over bytes that differ, as long as most are equal.
void extend(std::string_view old_file, std::string_view new_file, std::uint64_t least, Copy& copy) {
  std::int64_t score = 0, best = 0;
  std::uint64_t length = copy.length;
  const std::uint64_t most =
      std::min(old_file.size() - copy.old_offset, new_file.size() - copy.new_offset);
  for (std::uint64_t i = copy.length; i < most && score > best - kDrop; ++i) {
    score += old_file[copy.old_offset + i] == new_file[copy.new_offset + i] ? kReward : -kPenalty;
    if (score > best) best = score, length = i + 1;
  }
  std::uint64_t back = 0;
  score = best = 0;
  const std::uint64_t room = std::min(copy.old_offset, copy.new_offset - least);
  for (std::uint64_t i = 1; i <= room && score > best - kDrop; ++i) {
    score += old_file[copy.old_offset - i] == new_file[copy.new_offset - i] ? kReward : -kPenalty;
    if (score > best) best = score, back = i;
  }
  copy = {copy.old_offset - back, copy.new_offset - back, length + back};
}

}  // namespace

std::vector<Copy> extended_matches(std::string_view old_file, std::string_view new_file,
                                   std::vector<Copy> matches) {
  std::sort(matches.begin(), matches.end(), [](const Copy& a, const Copy& b) {
    const std::uint64_t x = a.old_offset - a.new_offset, y = b.old_offset - b.new_offset;
    return x != y ? x < y : a.new_offset < b.new_offset;
  });
  std::vector<Copy> copies;
  for (Copy match : matches) {
    const bool same = !copies.empty() && copies.back().old_offset - copies.back().new_offset ==
                                             match.old_offset - match.new_offset;
    if (same && match.new_end() <= copies.back().new_end()) continue;
    if (same && match.new_offset < copies.back().new_end()) {
      const std::uint64_t skip = copies.back().new_end() - match.new_offset;
      match = {match.old_offset + skip, match.new_offset + skip, match.length - skip};
    }
    extend(old_file, new_file, same ? copies.back().new_end() : 0, match);
    if (same && match.new_offset == copies.back().new_end())
      copies.back().length += match.length;
    else
      copies.push_back(match);
  }
  std::sort(copies.begin(), copies.end(), [](const Copy& a, const Copy& b) {
    return a.new_offset != b.new_offset ? a.new_offset < b.new_offset : a.length > b.length;
  });
  return copies;
}

}  // namespace switchback::difference
