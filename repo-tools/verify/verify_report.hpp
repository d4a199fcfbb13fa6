// What `verify` found out about a repository.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace switchback {

struct VerifyFinding {
  std::string path;  // relative to REPO
  std::string problem;

  bool operator==(const VerifyFinding&) const = default;
};

// Metadata that is whole but that no host accepts any more: `refresh` is due.
struct ExpiredMetadata {
  std::string path;
  Timestamp expires;
};

struct VerifyReport {
  std::string root_fingerprint;  // "sha256:HEX" of 1.root.json; empty where that cannot be read
  std::vector<VerifyFinding> findings;  // damage, sorted by path
  std::vector<ExpiredMetadata> expired;
  std::vector<std::string> notes;  // neither damage nor quite in order: an interrupted publication
  std::uint64_t metadata_files = 0;
  std::uint64_t releases = 0;
  std::uint64_t blobs = 0;  // deltas among them
  std::uint64_t deltas = 0;
  std::uint64_t bytes = 0;  // of blobs

  bool clean() const { return findings.empty() && expired.empty(); }
};

}  // namespace switchback
