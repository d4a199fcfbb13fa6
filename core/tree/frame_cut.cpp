#include "core/tree/frame_cut.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "manifest-schema/tree_index_cut.hpp"

namespace switchback {
namespace {

constexpr std::size_t kHashWindow = 64;

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

bool is_program(std::string_view head) {
  using namespace std::string_view_literals;
  constexpr std::string_view kPrograms[] = {"\177ELF"sv,          "MZ"sv,
                                            "\xcf\xfa\xed\xfe"sv, "\xce\xfa\xed\xfe"sv,
                                            "\xca\xfe\xba\xbe"sv, "\0asm"sv};
  return std::any_of(std::begin(kPrograms), std::end(kPrograms),
                     [&](std::string_view magic) { return head.starts_with(magic); });
}

ContentCutter::Taken ContentCutter::take(std::string_view bytes) {
  const std::size_t hash_from = scale_.minimum - kHashWindow;
  const std::uint64_t mask = ~std::uint64_t{0} << (64 - scale_.bits);
  std::size_t i = length_ < hash_from ? std::min(bytes.size(), hash_from - length_) : 0;
  const std::size_t limit = std::min(bytes.size(), scale_.maximum - length_);
  const std::size_t may_cut =
      length_ < scale_.minimum ? std::min(limit, scale_.minimum - length_) : 0;
  std::uint64_t hash = hash_;
  for (; i < may_cut; ++i) hash = (hash << 1) + kGear[static_cast<unsigned char>(bytes[i])];
  bool found = false;
  for (; i < limit && !found; ++i) {
    hash = (hash << 1) + kGear[static_cast<unsigned char>(bytes[i])];
    found = (hash & mask) == 0;
  }
  const bool ended = found || length_ + i == scale_.maximum;
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
  if (age == MemberAge::kept_at_end) return length >= kCrumb;
  if (age != MemberAge::unknown || length < kMinimum) return false;
  const std::uint64_t chance = member_length * (length >= kRelaxedFrom ? 8 : 1);
  return (cut_hash(path) >> 32) * kMean < (chance << 32);
}

}  // namespace switchback
