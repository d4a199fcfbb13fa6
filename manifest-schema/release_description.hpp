// What a release says about itself in .switchback/release.yml, embedded in the signed manifest.
// Every key that a release.yml may have is parsed and validated; the typed fields are those the
// program acts on so far, the whole document travels as canonical JSON for the steps that come
// later.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace switchback {

// Where the migrations of a database are in the tree, a folder without a slash at its end.
struct DatabaseMigrations {
  std::string name;
  std::string folder;

  bool operator==(const DatabaseMigrations&) const = default;
};

struct ReleaseDescription {
  bool security = false;
  bool barrier = false;
  bool restart_required = false;
  std::optional<std::string> upgrades_from;  // ">=0a1"
  std::optional<std::string> min_version;    // "0a1"
  std::uint64_t required_disk = 0;           // bytes, requires.disk
  std::vector<DatabaseMigrations> databases;
  std::vector<std::string> declared;  // top-level keys present in the document, sorted
  std::string json = "{}";            // the whole validated document, canonical JSON

  bool operator==(const ReleaseDescription&) const = default;
};

// Parses the JSON form (strict: unknown key, wrong type or bad value is a ConfigError("config")
// whose message begins with the key's path, e.g. "preserve[0].on_conflict: ..."; where the place is
// known it is a DocumentError). `product` must match the document's product, if any.
ReleaseDescription parse_release_description(std::string_view json, std::string_view product);
ReleaseDescription parse_release_document(const nlohmann::json& document, std::string_view product);

// Reads a description that a publisher has validated and signed, perhaps a newer one: keys that
// this program does not know are kept (in `declared` too), only the typed fields are checked.
// Throws TrustError("trust-format").
ReleaseDescription read_signed_release_description(const nlohmann::json& document);

}  // namespace switchback
