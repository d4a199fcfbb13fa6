// `switchback-repo verify`: is every published byte the one that was signed? Needs no key; reads
// only. A publisher may work meanwhile: what is judged is one state that readers saw, and files
// that a recorded publication is about to make visible are no finding.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "base/progress.hpp"
#include "repo-tools/verify/verify_report.hpp"

namespace switchback {

struct VerifyOptions {
  Timestamp now;
  // "sha256:HEX" that 1.root.json must have. Without it, what REPO.state records; without that, any
  // root that signs itself: then the caller shows VerifyReport::root_fingerprint.
  std::optional<std::string> root_fingerprint;
  unsigned threads = 0;  // 0: one a core
  std::stop_token stop;
};

// Throws StateError("not-found") where there is no repository, StorageError where it cannot be read
// at all, Interrupted. Progress is in phase "verify", in bytes of blobs.
VerifyReport verify_repository(const std::filesystem::path& repository,
                               const VerifyOptions& options, Progress& progress);

}  // namespace switchback
