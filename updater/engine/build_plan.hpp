// The part of a plan that costs something: which content of a release is missing here, and what
// bringing it takes.
#pragma once

#include <memory>

#include "updater/engine/plan_detail.hpp"
#include "updater/engine/session.hpp"

namespace switchback {

Plan plan_build(Session& session, Plan plan, std::shared_ptr<PlanDetail> detail,
                std::shared_ptr<RepositoryClient> repository, const Release& target);

}  // namespace switchback
