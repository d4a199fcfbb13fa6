// What `publish` is asked to do, of arguments that were checked.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/cli/publish_arguments.hpp"
#include "repo-tools/delta/release_deltas.hpp"
#include "repo-tools/publish/prepare_release.hpp"
#include "repo-tools/publish/publish_release.hpp"

namespace switchback {

struct PublishRequest {
  std::vector<ReleaseSource> sources;
  std::vector<ReleaseName> names;  // of the sources
  std::set<std::string> products;
  PrepareOptions prepare;
  PublishOptions publish;
  DeltaRequest deltas;
  std::optional<Rollout> rollout;
  bool draft = false;
};

// Reads the batch, where there is one, and what products there are. Throws ConfigError("usage").
PublishRequest publish_request(Invocation& invocation, const PublishArguments& arguments);

}  // namespace switchback
