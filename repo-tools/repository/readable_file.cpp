#include "repo-tools/repository/readable_file.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/tuf/parse.hpp"

namespace switchback {
namespace {

constexpr const char* kWayOut =
    "remove old releases, or shorten what is said about each (reasons, one-way migrations)";

// Each takes two bytes at least, with what parts it from the next, but the last: few files are long
// enough to be looked at.
bool has_too_many_values(std::string_view bytes) {
  if ((bytes.size() + 1) / 2 <= tuf::kMaxMetadataValues) return false;
  try {
    parse_strict_json(bytes, tuf::kMaxMetadataValues);
    return false;
  } catch (const TrustError&) {  // our own JSON: nothing else can be wrong with it
    return true;
  }
}

}  // namespace

void require_readable(const std::string& role, std::string_view bytes, std::uint64_t allowed) {
  if (bytes.size() > allowed)
    throw ConfigError(
        "config", fmt::format("{} would have {} bytes, hosts read {}", role, bytes.size(), allowed),
        kWayOut);
  if (has_too_many_values(bytes))
    throw ConfigError(
        "config",
        fmt::format("{} would have more than {} JSON values, which hosts refuse to read", role,
                    tuf::kMaxMetadataValues),
        kWayOut);
}

}  // namespace switchback
