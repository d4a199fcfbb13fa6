#include "core/trust/seen_versions.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "base/digest.hpp"
#include "base/errors.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/json_fields.hpp"

namespace switchback {

using nlohmann::json;

std::string key_fingerprint(const tuf::RoleKeys& role) {
  const std::set<std::string> ids(role.key_ids.begin(), role.key_ids.end());
  return Sha256::of(canonical_json({{"keyids", ids}, {"threshold", role.threshold}})).hex();
}

std::string encode_seen_versions(const SeenVersions& seen) {
  return canonical_json({{"root", seen.root},
                         {"timestamp", seen.timestamp},
                         {"snapshot", seen.snapshot},
                         {"files", seen.files},
                         {"timestamp_keys", seen.timestamp_keys},
                         {"snapshot_keys", seen.snapshot_keys}});
}

SeenVersions parse_seen_versions(std::string_view text) {
  SeenVersions seen;
  if (text.empty()) return seen;
  const json object = parse_strict_json(text);
  seen.root = json_unsigned(object, "root");
  seen.timestamp = json_unsigned(object, "timestamp");
  seen.snapshot = json_unsigned(object, "snapshot");
  const json& files = json_object(object, "files");
  for (const auto& member : files.items())
    seen.files[member.key()] = json_unsigned(files, member.key().c_str());
  seen.timestamp_keys = json_string(object, "timestamp_keys");
  seen.snapshot_keys = json_string(object, "snapshot_keys");
  return seen;
}

}  // namespace switchback
