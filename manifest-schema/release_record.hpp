// One release as the version graph knows it: the `custom` member of its manifest's entry in a
// shard, signed with the shard. Path resolution needs nothing else; the manifest itself is fetched
// for the releases that are installed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "manifest-schema/delta_reference.hpp"
#include "manifest-schema/version.hpp"

namespace switchback {

// What a release costs, in bytes (`files`: their number), so that a plan knows its price before any
// manifest.
struct ReleaseSizes {
  std::uint64_t bundle = 0;
  std::uint64_t index = 0;
  std::uint64_t tree = 0;
  std::uint64_t files = 0;

  bool operator==(const ReleaseSizes&) const = default;
};

struct Rollout {
  std::uint32_t percent = 100;  // of the hosts; 0 to 100
  bool paused = false;

  bool operator==(const Rollout&) const = default;
};

struct ReleaseRecord {
  Version version;
  Timestamp published;
  bool barrier = false;
  bool security = false;
  std::optional<Version> min_version;        // hosts refuse to go below this from now on
  std::optional<std::string> upgrades_from;  // a version range (manifest-schema/version_range.hpp)
  std::optional<std::string> yanked;         // the reason
  std::optional<std::string> dead_end;       // the message
  std::optional<Rollout> rollout;            // none: everybody
  // Migrations of the release that have no down script, "main/003_drop_users": a host goes back
  // only to a release that has them too.
  std::vector<std::string> irreversible;
  ReleaseSizes sizes;
  std::vector<DeltaOffer> deltas;  // that lead to the release

  bool operator==(const ReleaseRecord&) const = default;
};

// Canonical JSON for tuf::TargetFile::custom.
std::string encode_release_record(const ReleaseRecord& record);

// What a publisher may say to operators (a yank's reason, a dead end's message), in bytes; and how
// many one-way migrations a record may list. A host keeps and shows these.
inline constexpr std::size_t kMaxRecordText = 4096;
inline constexpr std::size_t kMaxIrreversible = 1'000;
// Their names together: a full shard stays readable (TrustLimits::targets_length).
inline constexpr std::size_t kMaxIrreversibleLength = 32 * 1024;

// Throws TrustError("trust-format"). Unknown members are ignored (a newer publisher).
ReleaseRecord parse_release_record(std::string_view custom);

}  // namespace switchback
