// How a release names the deltas that lead to it: in full in its manifest, and in short in its
// record in the shard, so that a plan knows their price, and where they are, before any manifest.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "base/digest.hpp"
#include "manifest-schema/version.hpp"

namespace switchback {

// In a record: `sha256` and `length` are those of the whole delta, which is a blob.
struct DeltaOffer {
  Version from;
  std::uint64_t length = 0;
  Sha256Digest sha256;

  bool operator==(const DeltaOffer&) const = default;
};

// In a manifest. The delta fits every tree whose index has this block list, whatever its version.
struct DeltaReference {
  DeltaOffer offer;
  Sha256Digest from_list_sha256;
  std::uint64_t header_length = 0;  // the delta begins with its header
  Sha256Digest header_sha256;

  bool operator==(const DeltaReference&) const = default;
};

// Hosts read the records of every release of a shard.
inline constexpr std::size_t kMaxDeltas = 16;

nlohmann::json delta_offers_to_json(const std::vector<DeltaOffer>& deltas);
nlohmann::json delta_references_to_json(const std::vector<DeltaReference>& deltas);

// The member "deltas" of a record or a manifest; none where there is no such member. Throw
// TrustError("trust-format").
std::vector<DeltaOffer> read_delta_offers(const nlohmann::json& record);
std::vector<DeltaReference> read_delta_references(const nlohmann::json& manifest);

}  // namespace switchback
