// `publish --draft`.
#pragma once

#include "repo-tools/cli/publish_request.hpp"

namespace switchback {

// Needs no key, and changes nothing that readers see. Gives the exit status.
int run_publish_draft(Invocation& invocation, const PublishRequest& request);

}  // namespace switchback
