// Metadata that newer versions have superseded and that is kept for readers on their way through
// it. No hash in the present metadata covers it: what vouches for it is the signature of its time.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "repo-tools/verify/findings.hpp"
#include "repo-tools/verify/published_folder.hpp"
#include "repo-tools/verify/verified_metadata.hpp"
#include "repo-tools/verify/verified_release.hpp"

namespace switchback {

struct SupersededMetadata {
  std::set<std::string> files;  // that are superseded metadata, good or bad
  // That good ones name, each once; they may be gone already.
  std::map<std::string, NamedTarget> manifests;
};

// `listed` are the files there are. A file is good when its form is, its version is the one in its
// name and below the present one, and a root of the chain, or a version of its delegator that is
// present or good itself, signs it. What is not metadata of a role that this repository has or had
// is not in `files`.
SupersededMetadata verify_superseded(const PublishedFolder& folder, const VerifiedMetadata& present,
                                     const std::vector<std::string>& listed, Findings& findings);

}  // namespace switchback
