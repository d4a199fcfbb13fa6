// `publish --dry-run`, and which releases a request names.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/publish/prepare_release.hpp"

namespace switchback {

std::vector<ReleaseName> names_of(const std::vector<ReleaseSource>& sources);
std::set<std::string> products_of(const std::vector<ReleaseName>& names);

// Everything that can be known without reading the trees' content. Gives the exit status.
int run_publish_dry(Invocation& invocation, const std::vector<ReleaseSource>& sources, bool draft,
                    std::size_t deltas_from);

}  // namespace switchback
