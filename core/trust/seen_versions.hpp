// The highest versions a host ever accepted. They outlive the metadata cache (a host keeps them in
// its state), so that a cache that was lost or damaged cannot be used to roll the host back.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "manifest-schema/tuf/metadata.hpp"

namespace switchback {

struct SeenVersions {
  std::uint64_t root = 0;
  std::uint64_t timestamp = 0;
  std::uint64_t snapshot = 0;  // as the timestamp named it
  std::map<std::string, std::uint64_t>
      files;  // as the snapshot named them: "targets.json" -> version
  // Who vouched for the figures: key_fingerprint() of the timestamp and snapshot roles. Under other
  // keys they do not hold; that is how a repository recovers from versions a thief of keys has
  // driven up (specification 5.3.11).
  std::string timestamp_keys;
  std::string snapshot_keys;

  bool operator==(const SeenVersions&) const = default;
};

std::string key_fingerprint(const tuf::RoleKeys& role);

// One line of canonical JSON, to be stored as it is.
std::string encode_seen_versions(const SeenVersions& seen);
// An empty text is "nothing seen yet". Throws TrustError("trust-format").
SeenVersions parse_seen_versions(std::string_view text);

}  // namespace switchback
