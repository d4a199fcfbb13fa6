#include "repo-tools/delta/delta_choice.hpp"

#include <algorithm>
#include <utility>

#include "repo-tools/delta/delta_bases.hpp"

namespace switchback {

void DeltaChoice::run() {
  const auto bases = delta_bases(older_.records(), record_of(to_));
  for (const Channel channel : {Channel::stable, Channel::beta, Channel::alpha})
    if (channel_sees(channel, to_.version.type)) run(bases, channel);
}

void DeltaChoice::run(const std::vector<std::size_t>& bases, Channel channel) {
  reached_ = 0;
  for (const std::size_t base : bases) {
    if (!channel_sees(channel, older_.records()[base].version.type)) continue;
    const auto seen = seen_.find(base);
    if (seen != seen_.end()) {
      if (seen->second) ++reached_;
    } else if (!consider(base)) {
      break;
    }
  }
}

// False where no further release is wanted.
bool DeltaChoice::consider(std::size_t base) {
  const bool is_wanted = reached_ < count_ && to_.deltas.size() < kMaxDeltas;
  const auto manifest = manifest_of(base, is_wanted);
  if (!manifest) return is_wanted;
  if (manifest->index.list_sha256 == to_.index.list_sha256 || share(*manifest)) {
    seen_[base] = false;
    return true;
  }
  if (!is_wanted) return false;
  seen_[base] = lead_(base, *manifest);
  if (seen_[base]) ++reached_;
  return true;
}

std::optional<ReleaseManifest> DeltaChoice::manifest_of(std::size_t base, bool is_wanted) {
  try {
    return older_.manifest(base);
  } catch (const StateError& error) {
    if (is_wanted) {
      fail_(older_.records()[base].version, error);
      seen_[base] = false;
    }
    return std::nullopt;
  }
}

// A release that was promoted has the index of the one it was.
bool DeltaChoice::share(const ReleaseManifest& from) {
  auto& deltas = to_.deltas;
  const auto same = std::find_if(deltas.begin(), deltas.end(), [&](const auto& delta) {
    return delta.from_list_sha256 == from.index.list_sha256;
  });
  if (same == deltas.end() || deltas.size() == kMaxDeltas) return false;
  DeltaReference shared = *same;
  shared.offer.from = from.version;
  deltas.push_back(std::move(shared));
  return true;
}

}  // namespace switchback
