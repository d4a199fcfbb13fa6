// A repository's present metadata, verified from 1.root.json down: the root chain, timestamp,
// snapshot, targets and every delegated role. Needs no key and no other place than REPO.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "manifest-schema/tuf/metadata.hpp"
#include "repo-tools/verify/findings.hpp"
#include "repo-tools/verify/published_folder.hpp"

namespace switchback {

inline constexpr std::uint64_t kMaxMetadataLength = 64 * 1024 * 1024;

struct VerifiedTargets {
  std::string delegator;
  std::string path;  // "metadata/3.p-demo.json"
  tuf::Targets content;
};

struct VerifiedMetadata {
  std::string root_fingerprint;
  std::vector<tuf::Root> roots;  // the whole chain
  std::string timestamp_bytes;
  tuf::Snapshot snapshot;
  std::map<std::string, VerifiedTargets> roles;  // by name, "targets" too
  std::set<std::string> files;                   // what was read
  std::vector<ExpiredMetadata> expired;
  bool complete = false;  // everything verified: what is not in `files` is superseded or foreign
};

// Expiry is judged against `now` and kept apart from damage.
VerifiedMetadata verify_metadata(const PublishedFolder& folder, Timestamp now, Findings& findings);

}  // namespace switchback
