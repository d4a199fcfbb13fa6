// `publish --batch FILE`: many releases in one metadata step.
#pragma once

#include <filesystem>
#include <vector>

#include "repo-tools/publish/prepare_release.hpp"

namespace switchback {

// One JSON object a line with the strings `product`, `version`, `tree` and, where there is one,
// `changelog`; blank lines are skipped. Paths are the command's. Throws ConfigError("usage")
// "FILE:LINE: ...".
std::vector<ReleaseSource> read_batch(const std::filesystem::path& file);

}  // namespace switchback
