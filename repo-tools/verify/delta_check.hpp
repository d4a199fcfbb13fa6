// Every byte of a delta: against the manifest that names it, and against its own header.
#pragma once

#include "repo-tools/verify/bundle_check.hpp"
#include "repo-tools/verify/findings.hpp"
#include "repo-tools/verify/verified_release.hpp"

namespace switchback {

// One finding at most. It was applied before it was published: here its bytes must be those, lead
// from the one index to the other and be cut into the pieces that a host expects. Throws
// Interrupted.
void check_delta(const PublishedFolder& folder, const ReleaseDelta& delta,
                 const BundleCheckOptions& options, Findings& findings);

}  // namespace switchback
