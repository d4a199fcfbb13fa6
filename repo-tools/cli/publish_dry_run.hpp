// `publish --dry-run`.
#pragma once

#include "repo-tools/cli/publish_request.hpp"

namespace switchback {

// Everything that can be known without reading the trees' content; which is read where a version
// was removed, for only the same release may have it again. Gives the exit status.
int run_publish_dry(Invocation& invocation, const PublishRequest& request);

}  // namespace switchback
