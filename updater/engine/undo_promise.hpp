// What a plan and `status` promise about the way back. Nothing is promised that the next command
// would refuse.
#pragma once

#include <optional>
#include <string>

#include "manifest-schema/release_manifest.hpp"
#include "switchback/plan.hpp"

namespace switchback {

// min_version of a release: below it a host that runs the release goes only by force.
std::optional<Version> floor_of(const ReleaseManifest& manifest);

// "rollback: instant to 0a1"; below `floor` "rollback: instant to 0a1, with --force only
// (min_version 0b1)".
std::string rollback_promise(const Version& version, const std::optional<Version>& floor);

// Of a plan whose target demands `floor`. A rollback is not undone by another one, which would go
// further back, but by moving up or down again. Empty for a first installation.
std::string undo_promise(const Plan& plan, const std::optional<Version>& floor);

}  // namespace switchback
