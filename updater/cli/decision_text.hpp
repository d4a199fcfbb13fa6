// Why this version and no other, as a person and as a program reads it.
#pragma once

#include <string>

#include "switchback/decision.hpp"
#include "updater/cli/json_text.hpp"

namespace switchback {

// A tree: the way, then every release with the reasons against it. Neighbours with the same single
// reason are one line.
std::string decision_text(const VersionDecision& decision);
// One release of it. `version` must be a candidate.
std::string candidate_text(const VersionDecision& decision, const Version& version);
const VersionCandidate* find_candidate(const VersionDecision& decision, const Version& version);

// Without "schema".
Json decision_json(const VersionDecision& decision);

}  // namespace switchback
