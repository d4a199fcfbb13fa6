// The part of a plan that costs something: which content of a release is missing here, and what
// bringing it takes.
#pragma once

#include <memory>

#include "updater/engine/plan_detail.hpp"
#include "updater/engine/session.hpp"

namespace switchback {

Plan plan_build(Session& session, Plan plan, const std::shared_ptr<PlanDetail>& detail,
                const std::shared_ptr<RepositoryClient>& repository, const Release& target);

// By everything after the metadata, whatever it was for.
std::uint64_t downloaded_for_release(const Plan& plan, const BuildDetail& build);

// Throws PolicyError("max-download") where policy.max_download is below `bytes`.
void require_download_allowed(const Session& session, const Version& version, std::uint64_t bytes);

}  // namespace switchback
