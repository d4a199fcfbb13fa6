// Editing what a shard says about a release.
#pragma once

#include <string>

#include "manifest-schema/release_record.hpp"

namespace switchback {

// tuf::TargetFile::custom with what `record` says in place of what it said: a member that this
// program does not know was signed by a newer one, and stays.
std::string edited_record(const std::string& custom, const ReleaseRecord& record);

}  // namespace switchback
