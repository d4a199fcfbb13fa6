// What `publish` tells about a release.
#pragma once

#include <string>
#include <vector>

#include "base/terminal/color.hpp"
#include "base/terminal/output.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/cli/recent_downloads.hpp"

namespace switchback {

// `what` was done with it: "published", "kept as a draft:". `rollout` tells who is offered it;
// empty: everybody.
void print_release(Output& out, const Style& style, const std::string& what,
                   const ReleaseManifest& manifest, const std::string& rollout = {});

void print_downloads(Output& out, const std::vector<RecentDownload>& downloads);

}  // namespace switchback
