// What the headings of a changelog mean.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "manifest-schema/changelog.hpp"
#include "manifest-schema/version.hpp"

namespace switchback {

// "Needs action", "**Breaking**", "fixed:".
std::optional<ChangeType> change_heading(std::string_view title);

// The names of change_heading as people write them.
const std::vector<std::string>& known_change_headings();

// "[0r1] - 2026-11-23", "Version 0r1", "v3.0.0", "Unreleased".
bool is_version_heading(std::string_view title);
// Whether a version heading is about `version`.
bool names_version(std::string_view title, const Version& version);

}  // namespace switchback
