// Every byte of a bundle and its index: frames against the index, the bundle's tar against the
// index's entries.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

#include "repo-tools/verify/findings.hpp"
#include "repo-tools/verify/verified_release.hpp"

namespace switchback {

struct BundleCheckOptions {
  std::stop_token stop;
  std::function<void(std::uint64_t)> advance;  // bytes of bundle and index that were just checked
};

// One finding for each of the two files at most. Memory: the index's frame table and a few MiB.
// Throws Interrupted.
void check_bundle(const PublishedFolder& folder, const ReleaseBlobs& release,
                  const BundleCheckOptions& options, Findings& findings);

}  // namespace switchback
