#include "manifest-schema/release_manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/json_fields.hpp"

namespace switchback {
namespace {

using nlohmann::json;

constexpr std::string_view kSchemaName = "switchback.manifest/";
constexpr unsigned kSchemaVersion = 1;

[[noreturn]] void refuse(const std::string& why) {
  throw TrustError("trust-format", "release manifest: " + why);
}

json blob_to_json(const BlobReference& blob) {
  return {{"length", blob.length}, {"sha256", blob.sha256.hex()}};
}

json index_to_json(const IndexReference& index) {
  json object{{"length", index.length},           {"sha256", index.sha256.hex()},
              {"list_offset", index.list_offset}, {"list_sha256", index.list_sha256.hex()},
              {"entries", index.entries},         {"frames", index.frames}};
  // A manifest from before there were two rules keeps its bytes when it is written again.
  if (index.cut != IndexCut::coarse) object["cut"] = static_cast<unsigned>(index.cut);
  return object;
}

json tree_to_json(const TreeTotals& tree) {
  return {{"files", tree.files},
          {"directories", tree.directories},
          {"symlinks", tree.symlinks},
          {"bytes", tree.bytes}};
}

json entry_to_json(const ChangelogEntry& entry) {
  json references = json::array();
  for (const auto& [kind, name] : entry.references) {
    references.push_back({{"kind", kind}, {"name", name}});
  }
  return {{"type", change_type_name(entry.type)}, {"text", entry.text}, {"references", references}};
}

BlobReference read_blob(const json& object) {
  return {json_unsigned(object, "length", 1), json_digest(object, "sha256")};
}

IndexCut read_cut(std::uint64_t rule) {
  for (const IndexCut cut : {IndexCut::coarse, IndexCut::fine})
    if (rule == static_cast<std::uint64_t>(cut)) return cut;
  refuse("the index's blocks end by an unknown rule");
}

IndexReference read_index(const json& object) {
  IndexReference index;
  index.length = json_unsigned(object, "length", 1);
  index.sha256 = json_digest(object, "sha256");
  index.list_offset = json_unsigned(object, "list_offset");
  index.list_sha256 = json_digest(object, "list_sha256");
  index.entries = json_unsigned(object, "entries");
  index.frames = json_unsigned(object, "frames");
  if (object.contains("cut")) index.cut = read_cut(json_unsigned(object, "cut"));
  if (index.list_offset >= index.length) refuse("the index's block list begins after its end");
  return index;
}

TreeTotals read_tree(const json& object, const IndexReference& index) {
  const TreeTotals tree{json_unsigned(object, "files"), json_unsigned(object, "directories"),
                        json_unsigned(object, "symlinks"), json_unsigned(object, "bytes")};
  if (tree.files + tree.directories + tree.symlinks != index.entries) {
    refuse("the tree's totals and the index's number of entries differ");
  }
  return tree;
}

// A kind of change that only a newer publisher knows is shown as a plain change.
ChangelogEntry read_entry(const json& object) {
  ChangelogEntry entry;
  entry.type = parse_change_type(json_string(object, "type")).value_or(ChangeType::changed);
  entry.text = json_string(object, "text");
  for (const json& reference : json_array(object, "references")) {
    entry.references.push_back({json_string(reference, "kind"), json_string(reference, "name")});
  }
  return entry;
}

void check_schema(const json& document) {
  std::string_view schema = json_string(document, "schema");
  unsigned version = 0;
  bool valid = schema.starts_with(kSchemaName);
  if (valid) {
    schema.remove_prefix(kSchemaName.size());
    const auto [end, error] =
        std::from_chars(schema.data(), schema.data() + schema.size(), version);
    valid = error == std::errc() && end == schema.data() + schema.size() && version > 0;
  }
  if (!valid) refuse("\"schema\" is not switchback.manifest/1");
  if (version > kSchemaVersion) {
    throw TrustError("trust-format",
                     fmt::format("release manifest: form {} is newer than this program", version),
                     "Update switchback itself, then try again.");
  }
}

Version read_version(const json& document) {
  const auto version = Version::parse(json_string(document, "version"));
  if (!version) refuse("\"version\" is not a version");
  return *version;
}

Timestamp read_time(const json& document) {
  const auto time = parse_timestamp(json_string(document, "published"));
  if (!time) refuse("\"published\" is not a time");
  return *time;
}

}  // namespace

std::string encode_manifest(const ReleaseManifest& manifest) {
  if (const auto excess = excess_of_index(manifest.index))
    throw ConfigError("config", *excess, "Split the release into several products.");
  json changelog = json::array();
  for (const auto& entry : manifest.changelog) changelog.push_back(entry_to_json(entry));
  json document{{"schema", fmt::format("{}{}", kSchemaName, kSchemaVersion)},
                {"product", manifest.product},
                {"version", manifest.version.text()},
                {"published", format_timestamp(manifest.published)},
                {"bundle", blob_to_json(manifest.bundle)},
                {"index", index_to_json(manifest.index)},
                {"tree", tree_to_json(manifest.tree)},
                {"changelog", changelog},
                {"release", parse_strict_json(manifest.release.json)}};
  if (!manifest.irreversible.empty()) document["irreversible"] = manifest.irreversible;
  if (!manifest.deltas.empty()) document["deltas"] = delta_references_to_json(manifest.deltas);
  auto bytes = canonical_json(document);
  if (bytes.size() > kMaxManifestLength) {
    throw ConfigError("config",
                      fmt::format("the release manifest would have {} bytes, over {}", bytes.size(),
                                  kMaxManifestLength),
                      "Shorten the changelog or release.yml.");
  }
  parse_manifest(bytes);  // what hosts would refuse is not written
  return bytes;
}

ReleaseManifest parse_manifest(std::string_view bytes) {
  if (bytes.size() > kMaxManifestLength) refuse("longer than 4 MiB");
  const json document = parse_strict_json(bytes);
  check_schema(document);
  ReleaseManifest manifest;
  manifest.product = json_string(document, "product");
  if (!is_product_name(manifest.product)) refuse("\"product\" is not a product name");
  manifest.version = read_version(document);
  manifest.published = read_time(document);
  manifest.bundle = read_blob(json_object(document, "bundle"));
  manifest.index = read_index(json_object(document, "index"));
  manifest.tree = read_tree(json_object(document, "tree"), manifest.index);
  for (const json& entry : json_array(document, "changelog")) {
    manifest.changelog.push_back(read_entry(entry));
  }
  manifest.release = read_signed_release_description(json_object(document, "release"));
  if (json_optional(document, "irreversible"))
    for (const json& migration : json_array(document, "irreversible"))
      manifest.irreversible.push_back(json_string_element(migration, "irreversible"));
  manifest.deltas = read_delta_references(document);
  return manifest;
}

}  // namespace switchback
