#include "core/difference/encode/suffix_matches.hpp"

#include <divsufsort.h>

#include <algorithm>
#include <cstring>

#include "base/errors.hpp"

namespace switchback::difference {
namespace {

constexpr std::size_t kShortest = 12;  // bytes of a match worth to be known
constexpr std::size_t kFollowed =
    32;  // where the present displacement goes on this long nothing else is looked for
constexpr std::size_t kTies =
    16;  // matches as long as the longest among which the nearest is taken

std::size_t equal_length(const char* a, const char* b, std::size_t most) {
  std::size_t i = 0;
  while (i + 8 <= most) {
    std::uint64_t x = 0, y = 0;
    std::memcpy(&x, a + i, 8);
    std::memcpy(&y, b + i, 8);
    if (x != y) return i + static_cast<std::size_t>(__builtin_ctzll(x ^ y)) / 8;
    i += 8;
  }
  while (i < most && a[i] == b[i]) ++i;
  return i;
}

// libdivsufsort counts in 32 bits.
constexpr std::uint64_t kLeastSegment = 64 * 1024, kMostSegment = 0x7fffffff;

class Segment {
 public:
  Segment(std::string_view text, std::uint64_t offset)
      : text_(text), offset_(offset), suffixes_(text.size()) {
    divsufsort(reinterpret_cast<const sauchar_t*>(text.data()), suffixes_.data(),
               static_cast<saidx_t>(text.size()));
  }

  struct Match {
    std::uint64_t old_offset = 0;
    std::size_t length = 0;
  };
  // The longest match of the beginning of `wanted`; of several the one nearest to `near`.
  Match longest(std::string_view wanted, std::uint64_t near) const {
    const std::size_t low = last_below(wanted);
    const std::size_t high = low + 1;
    const std::size_t best =
        std::max(length_at(low, wanted), high < suffixes_.size() ? length_at(high, wanted) : 0);
    if (best < kShortest) return {};
    Match found{0, best};
    std::uint64_t distance = ~std::uint64_t{0};
    const auto consider = [&](std::size_t i) {
      if (length_at(i, wanted) < best) return false;
      const std::uint64_t offset = offset_ + static_cast<std::uint64_t>(suffixes_[i]);
      const std::uint64_t away = offset > near ? offset - near : near - offset;
      if (away < distance) distance = away, found.old_offset = offset;
      return true;
    };
    for (std::size_t i = 0; i < kTies && i <= low && consider(low - i);) ++i;
    for (std::size_t i = high; i < suffixes_.size() && i < high + kTies && consider(i);) ++i;
    return found;
  }

 private:
  // Of the suffixes that are not above `wanted` the last, or the first of all. What both ends of
  // the range have in common with `wanted`, everything in between has (Manber and Myers 1990).
  std::size_t last_below(std::string_view wanted) const {
    std::size_t low = 0;
    std::size_t high = suffixes_.size();
    std::size_t low_length = 0;
    std::size_t high_length = 0;
    while (high - low > 1) {
      const std::size_t middle = low + (high - low) / 2;
      const auto at = static_cast<std::size_t>(suffixes_[middle]);
      const std::size_t most = std::min(wanted.size(), text_.size() - at);
      const std::size_t known = std::min({low_length, high_length, most});
      const std::size_t equal =
          known + equal_length(text_.data() + at + known, wanted.data() + known, most - known);
      const bool ends = equal == most;  // one is the other's beginning
      if (ends || static_cast<unsigned char>(text_[at + equal]) <
                      static_cast<unsigned char>(wanted[equal])) {
        low = middle;
        low_length = equal;
      } else {
        high = middle;
        high_length = equal;
      }
    }
    return low;
  }
  std::size_t length_at(std::size_t i, std::string_view wanted) const {
    const auto at = static_cast<std::size_t>(suffixes_[i]);
    return equal_length(text_.data() + at, wanted.data(),
                        std::min(wanted.size(), text_.size() - at));
  }

  std::string_view text_;
  std::uint64_t offset_;
  std::vector<saidx_t> suffixes_;
};

void scan(const Segment& segment, std::string_view old_file, std::string_view new_file,
          const std::stop_token& stop, std::vector<Copy>& found) {
  std::uint64_t displacement = 0;  // old less new
  std::uint64_t steps = 0;
  std::uint64_t followed_to = 0;  // of the last match
  for (std::size_t at = 0; at + kShortest <= new_file.size();) {
    if ((++steps & 0xffff) == 0 && stop.stop_requested()) throw Interrupted();
    const std::uint64_t near = at + displacement;
    if (near < old_file.size() && at >= followed_to) {
      const std::size_t most = std::min(new_file.size() - at, old_file.size() - near);
      const std::size_t length = equal_length(new_file.data() + at, old_file.data() + near, most);
      if (length >= kFollowed) {
        found.push_back({near, at, length});
        at += length;
        continue;
      }
    }
    const auto match = segment.longest(new_file.substr(at, 4096), near);
    if (match.length < kShortest || (match.old_offset - at == displacement && at < followed_to)) {
      ++at;
      continue;
    }
    std::size_t length = match.length;
    if (length == 4096)
      length +=
          equal_length(new_file.data() + at + length, old_file.data() + match.old_offset + length,
                       std::min(new_file.size() - at, old_file.size() - match.old_offset) - length);
    found.push_back({match.old_offset, at, length});
    displacement = match.old_offset - at;
    followed_to = at + length;
    at += length >= kFollowed ? length : 1;
  }
}

}  // namespace

std::vector<Copy> find_matches(std::string_view old_file, std::string_view new_file,
                               std::uint64_t memory, const std::stop_token& stop) {
  std::vector<Copy> found;
  const std::uint64_t most =
      std::clamp<std::uint64_t>(memory / sizeof(saidx_t), kLeastSegment, kMostSegment);
  for (std::uint64_t offset = 0; offset < old_file.size(); offset += most) {
    const Segment segment(old_file.substr(offset, most), offset);
    scan(segment, old_file, new_file, stop, found);
  }
  return found;
}

}  // namespace switchback::difference
