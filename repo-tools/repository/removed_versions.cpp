#include "repo-tools/repository/removed_versions.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "base/hex.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/json_fields.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {
namespace {

using nlohmann::json;

constexpr const char* kMember = "x-switchback-removed";
constexpr std::size_t kDigestLength = 64;

Timestamp time_of(const json& object, const char* name) {
  const auto time = parse_timestamp(json_string(object, name));
  if (!time) throw TrustError("trust-format", std::string(name) + " is not a time");
  return *time;
}

RemovedVersion removed_of(const json& object) {
  RemovedVersion removed{json_string(object, "manifest"), time_of(object, "published"),
                         time_of(object, "removed")};
  if (removed.manifest_sha256.size() != kDigestLength || !hex_decode(removed.manifest_sha256))
    throw TrustError("trust-format", "manifest is not a digest");
  return removed;
}

RemovedVersions readable(const std::string& shard, const tuf::Targets& content) {
  try {
    return removed_versions(content);
  } catch (const TrustError& error) {
    throw StateError("damage", "the removed versions in " + shard + ": " + error.what(),
                     "restore the repository from a copy");
  }
}

}  // namespace

RemovedVersions removed_versions(const tuf::Targets& shard) {
  RemovedVersions versions;
  if (shard.extra.empty()) return versions;
  const json members = parse_strict_json(shard.extra);
  if (json_optional(members, kMember) == nullptr) return versions;
  for (const auto& [version, removed] : json_object(members, kMember).items()) {
    if (!Version::parse(version))
      throw TrustError("trust-format", "\"" + version + "\" is not a version");
    versions.emplace(version, removed_of(removed));
  }
  return versions;
}

void note_removed_version(tuf::Targets& shard, const Version& version,
                          const RemovedVersion& removed) {
  json members = shard.extra.empty() ? json::object() : parse_strict_json(shard.extra);
  members[kMember][version.text()] = {{"manifest", removed.manifest_sha256},
                                      {"published", format_timestamp(removed.published)},
                                      {"removed", format_timestamp(removed.removed)}};
  shard.extra = canonical_json(members);
}

std::size_t places_taken(const std::string& shard, const tuf::Targets& content) {
  return content.targets.size() + readable(shard, content).size();
}

std::optional<RemovedVersion> find_removed(const RepositoryMetadata& metadata,
                                           const std::string& product, const Version& version) {
  const std::string delegator = product_role(product);
  for (const auto& [name, role] : metadata.roles) {
    if (role.delegator != delegator) continue;
    const auto versions = readable(name, role.content);
    const auto found = versions.find(version.text());
    if (found != versions.end()) return found->second;
  }
  return std::nullopt;
}

std::string digest_without_deltas(const ReleaseManifest& manifest) {
  ReleaseManifest bare = manifest;
  bare.deltas.clear();
  return Sha256::of(encode_manifest(bare)).hex();
}

void require_not_another(const RepositoryMetadata& metadata, const ReleaseManifest& manifest) {
  const auto removed = find_removed(metadata, manifest.product, manifest.version);
  if (!removed) return;
  ReleaseManifest as_it_was = manifest;
  as_it_was.published = removed->published;
  if (digest_without_deltas(as_it_was) == removed->manifest_sha256) return;
  const std::string version = manifest.version.text();
  const std::string build = version + (version.find('+') == std::string::npos ? "+1" : ".1");
  throw StateError("exists",
                   manifest.product + " " + version + " was another release until it was removed " +
                       format_timestamp(removed->removed) + ": hosts may have that",
                   "publish the tree as another version, or as " + build);
}

}  // namespace switchback
