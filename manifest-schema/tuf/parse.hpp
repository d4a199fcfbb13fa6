// Metadata bytes to values. Everything that is not well formed is a TrustError("trust-format"):
// duplicate keys, a wrong `_type`, another major specification version, versions and thresholds
// below 1, two signatures with one key id, a delegated role without a name or with that of a
// top-level role. A key we cannot use is kept and never verifies.
//
// Parsing comes before the signatures are checked, so that it must not cost more than what is read:
// a file has at most kMaxMetadataValues JSON values. A snapshot of the longest length allowed has
// 180,000, a shard of 64 releases with 1,000 one-way migrations each 65,000.
#pragma once

#include <cstddef>
#include <string_view>

#include "manifest-schema/tuf/metadata.hpp"

namespace switchback::tuf {

inline constexpr std::size_t kMaxMetadataValues = 250'000;

Signed<Root> parse_root(std::string_view bytes);
Signed<Timestamp> parse_timestamp(std::string_view bytes);
Signed<Snapshot> parse_snapshot(std::string_view bytes);
Signed<Targets> parse_targets(std::string_view bytes);

}  // namespace switchback::tuf
