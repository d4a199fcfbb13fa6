#include "manifest-schema/release_description.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "base/units.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/json_fields.hpp"
#include "manifest-schema/release_rules.hpp"
#include "manifest-schema/release_shape.hpp"
#include "manifest-schema/shape_check.hpp"
#include "manifest-schema/version.hpp"
#include "manifest-schema/version_range.hpp"

namespace switchback {
namespace {

using nlohmann::json;

bool flag(const json& document, const char* name) {
  return json_optional(document, name) != nullptr && json_boolean(document, name);
}

std::optional<std::string> optional_text(const json& document, const char* name) {
  if (json_optional(document, name) == nullptr) return std::nullopt;
  return json_string(document, name);
}

[[noreturn]] void refuse(const char* name) {
  throw TrustError("trust-format", fmt::format("the release's \"{}\" is not understood", name));
}

std::uint64_t required_disk(const json& document) {
  const auto* required = json_optional(document, "requires");
  const auto text = required ? optional_text(*required, "disk") : std::nullopt;
  if (!text) return 0;
  const auto bytes = parse_size(*text);
  if (!bytes) refuse("requires.disk");
  return *bytes;
}

std::vector<DatabaseMigrations> databases_of(const json& document) {
  std::vector<DatabaseMigrations> databases;
  if (json_optional(document, "databases") == nullptr) return databases;
  for (const auto& database : json_array(document, "databases")) {
    std::string folder = json_string(database, "migrations");
    while (folder.ends_with('/')) folder.pop_back();
    databases.push_back({json_string(database, "name"), std::move(folder)});
  }
  return databases;
}

json parse_document(std::string_view text) {
  try {
    return parse_strict_json(text);
  } catch (const TrustError& error) {
    throw ConfigError("config", error.what());
  }
}

}  // namespace

ReleaseDescription parse_release_description(std::string_view text, std::string_view product) {
  return parse_release_document(parse_document(text), product);
}

ReleaseDescription parse_release_document(const json& document, std::string_view product) {
  check_shape(document, release_shape());
  check_release_rules(document, product);
  return read_signed_release_description(document);
}

ReleaseDescription read_signed_release_description(const json& document) {
  ReleaseDescription release;
  release.security = flag(document, "security");
  release.barrier = flag(document, "barrier");
  release.restart_required = flag(document, "restart_required");
  release.upgrades_from = optional_text(document, "upgrades_from");
  if (release.upgrades_from && !VersionRange::parse(*release.upgrades_from))
    refuse("upgrades_from");
  release.min_version = optional_text(document, "min_version");
  if (release.min_version && !Version::parse(*release.min_version)) refuse("min_version");
  release.required_disk = required_disk(document);
  release.databases = databases_of(document);
  for (const auto& [key, value] : document.items()) release.declared.push_back(key);
  release.json = canonical_json(document);
  return release;
}

}  // namespace switchback
