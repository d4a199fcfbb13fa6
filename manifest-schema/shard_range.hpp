// What a product's role says about its sealed shards, so that a host reads only those that can
// matter to it. A member of the role's signed part that other TUF clients keep and ignore:
//
//   "x-switchback-shards": {"0001": {"lowest": "0a1", "highest": {"alpha": "0a9", "stable": "3r2"},
//                                    "min_version": "0r7", "security": true}}
//
// Written when a shard is sealed. Nothing in it changes by steering; where releases are removed
// from the shard it says too much, never too little. Without an entry a shard has to be read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "manifest-schema/release_record.hpp"

namespace switchback {

struct ShardRange {
  Version lowest;
  std::map<ReleaseType, Version> highest;  // of each type that is there; not empty
  std::optional<Version> min_version;      // the highest that any release demands
  bool security = false;                   // a security release is among them

  bool operator==(const ShardRange&) const = default;
};

using ShardRanges = std::map<std::string, ShardRange>;  // by the shard's name, "0001"

const Version& highest_of(const ShardRange& range);
// Whether the shard could have this version.
bool spans(const ShardRange& range, const Version& version);
// False where the range would keep a host from noticing the release.
bool allows(const ShardRange& range, const ReleaseRecord& release);

// Nothing where there are no releases.
std::optional<ShardRange> range_of(const std::vector<ReleaseRecord>& releases);

// `extra` is tuf::Header::extra of the product's role. Throws TrustError("trust-format").
ShardRanges parse_shard_ranges(std::string_view extra);
std::string with_shard_ranges(std::string_view extra, const ShardRanges& ranges);

}  // namespace switchback
