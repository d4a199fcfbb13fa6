#include "core/tree/frame_cut.hpp"

#include <algorithm>
#include <array>

#include "manifest-schema/tree_entry.hpp"
#include "manifest-schema/tree_index_cut.hpp"

namespace switchback {
namespace {

constexpr std::size_t kHashWindow = 64;
constexpr std::uint64_t kCutMask = ~std::uint64_t{0} << (64 - 19);  // 19 bits: one in 512 Ki

// SplitMix64 (Steele and others, OOPSLA 2014): any fixed table of random numbers will do, but
// always the same.
constexpr std::array<std::uint64_t, 256> make_gear() {
  std::array<std::uint64_t, 256> table{};
  std::uint64_t state = 0x5b1d6f3a9c2e8471ULL;
  for (auto& value : table) {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    value = mixed ^ (mixed >> 31);
  }
  return table;
}

constexpr std::array<std::uint64_t, 256> kGear = make_gear();

}  // namespace

ContentCutter::Taken ContentCutter::take(std::string_view bytes) {
  constexpr std::size_t kHashFrom = kMinContentFrame - kHashWindow;
  std::size_t i = length_ < kHashFrom ? std::min(bytes.size(), kHashFrom - length_) : 0;
  const std::size_t limit = std::min<std::size_t>(bytes.size(), kMaxFrameContent - length_);
  const std::size_t may_cut =
      length_ < kMinContentFrame ? std::min(limit, kMinContentFrame - length_) : 0;
  std::uint64_t hash = hash_;
  for (; i < may_cut; ++i) hash = (hash << 1) + kGear[static_cast<unsigned char>(bytes[i])];
  bool found = false;
  for (; i < limit && !found; ++i) {
    hash = (hash << 1) + kGear[static_cast<unsigned char>(bytes[i])];
    found = (hash & kCutMask) == 0;
  }
  const bool ended = found || length_ + i == kMaxFrameContent;
  hash_ = ended ? 0 : hash;
  length_ = ended ? 0 : length_ + i;
  return {i, ended};
}

bool ends_member_frame(std::uint64_t length, std::uint64_t member_length, std::string_view path,
                       MemberAge age) {
  constexpr std::uint64_t kCrumb = 64 * 1024;
  constexpr std::uint64_t kMinimum = 256 * 1024;
  constexpr std::uint64_t kMean = 768 * 1024;  // beyond the minimum
  constexpr std::uint64_t kRelaxedFrom = 2 * 1024 * 1024;
  if (age == MemberAge::fresh) return false;
  if (age == MemberAge::kept_at_end && length >= kCrumb) return true;
  const bool kept = age == MemberAge::kept || age == MemberAge::kept_at_end;
  if (length < (kept ? kRelaxedFrom : kMinimum)) return false;
  const std::uint64_t chance = member_length * (length >= kRelaxedFrom ? 8 : 1);
  return (cut_hash(path) >> 32) * kMean < (chance << 32);
}

}  // namespace switchback
