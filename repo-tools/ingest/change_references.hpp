// What an entry of a changelog says it touches: "(config: http.port)", "(db: users)", "(cli:
// --foo)",
// "(cve: CVE-2026-1234)"; several names stand in one pair of parentheses, separated by commas.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "manifest-schema/changelog.hpp"

namespace switchback {

// Parentheses that hold prose are no references. Throws ConfigError("config") for a (cve: ...) that
// names no CVE.
std::vector<ChangeReference> find_change_references(std::string_view text);

}  // namespace switchback
