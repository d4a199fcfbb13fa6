// What `publish` tells about a release.
#pragma once

#include <string>

#include "base/terminal/color.hpp"
#include "base/terminal/output.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/repository/repository_metadata.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

// `what` was done with it: "published", "kept as a draft:". `rollout` tells who is offered it;
// empty: everybody.
void print_release(Output& out, const Style& style, const std::string& what,
                   const ReleaseManifest& manifest, const std::string& rollout = {});

// What a host of each recent version would download. A release that cannot be read is left out: the
// publication is done by then.
void print_downloads(Output& out, const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                     const ReleaseManifest& manifest);

}  // namespace switchback
