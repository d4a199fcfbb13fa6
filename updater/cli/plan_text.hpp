// A plan as a person and as a program reads it.
#pragma once

#include <string>

#include "switchback/plan.hpp"
#include "updater/cli/json_text.hpp"

namespace switchback {

std::string plan_text(const Plan& plan);
Json plan_json(const Plan& plan);
Json updates_json(const std::vector<PlannedUpdate>& updates);
// "upgrade demo from 0a1 to 0a2".
std::string plan_title(const Plan& plan);

}  // namespace switchback
