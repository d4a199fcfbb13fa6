#include "core/delta/encode/similarity.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

namespace switchback {
namespace {

// SplitMix64: any fixed table of random numbers does.
constexpr std::array<std::uint64_t, 256> make_gear() {
  std::array<std::uint64_t, 256> table{};
  std::uint64_t state = 0;
  for (std::uint64_t& value : table) {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    value = mixed ^ (mixed >> 31);
  }
  return table;
}
constexpr std::array<std::uint64_t, 256> kGear = make_gear();

// A hash that more files share than this says nothing.
constexpr std::size_t kMaxFilesPerHash = 64;

}  // namespace

Sampler::Sampler(std::uint64_t every)
    : threshold_(std::numeric_limits<std::uint64_t>::max() / std::max<std::uint64_t>(every, 1)) {}

void Sampler::update(std::string_view bytes) {
  std::uint64_t hash = hash_;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    hash = (hash << 2) + kGear[static_cast<unsigned char>(bytes[i])];
    // The upper bits of the sum depend on all of the last 32 bytes.
    if (hash <= threshold_) samples_.push_back({hash, offset_ + i + 1});
  }
  hash_ = hash;
  offset_ += bytes.size();
}

std::vector<std::uint64_t> sketch_of(const std::vector<Sample>& samples) {
  std::vector<std::uint64_t> hashes;
  hashes.reserve(samples.size());
  for (const Sample& sample : samples) hashes.push_back(sample.hash);
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  if (hashes.size() > kSketchSize) hashes.resize(kSketchSize);
  return hashes;
}

std::uint64_t sketch_distance(std::uint64_t size) {
  return size / (kSketchSize * 8);
}

void SketchIndex::add(std::uint32_t number, const std::vector<std::uint64_t>& sketch) {
  for (const std::uint64_t hash : sketch) {
    auto& files = files_[hash];
    if (files.size() < kMaxFilesPerHash) files.push_back(number);
  }
}

SketchIndex::Match SketchIndex::best(const std::vector<std::uint64_t>& sketch) const {
  std::map<std::uint32_t, std::uint32_t> votes;
  for (const std::uint64_t hash : sketch) {
    const auto found = files_.find(hash);
    if (found == files_.end()) continue;
    for (const std::uint32_t number : found->second) ++votes[number];
  }
  Match best;
  for (const auto& [number, common] : votes)
    if (common > best.common) best = {number, common};
  return best;
}

}  // namespace switchback
