// Names of metadata and target files in a repository and in a local store. Names from metadata are
// never used raw.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "manifest-schema/tuf/metadata.hpp"

namespace switchback {

// Everything but [A-Za-z0-9_.~-] as %XX, '/' too.
std::string percent_quote(std::string_view text);

// "7.p-demo.json" with consistent snapshots, "p-demo.json" without.
std::string role_file_name(const std::string& role, std::uint64_t version, bool consistent);

// "a/b/<hash>.name" with consistent snapshots, "a/b/name" without. Not quoted.
std::string target_file_path(const std::string& target_path, const tuf::TargetFile& target,
                             bool consistent);

}  // namespace switchback
