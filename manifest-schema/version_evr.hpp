// Versions for a dependency solver: an EVR text whose order by rpm's and by dpkg's comparison is
// ours.
#pragma once

#include <string>

#include "manifest-schema/version.hpp"

namespace switchback {

// "{major}.{minor}.{0|1|2}[.{letters}]", without an epoch or release. The letters a to p are the
// nibbles of the build's sort key: both comparisons treat a run of letters as bytes.
std::string version_evr(const Version& version);

}  // namespace switchback
