#include "manifest-schema/tuf/parse.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/errors.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/json_fields.hpp"
#include "manifest-schema/tuf/parse_delegations.hpp"
#include "manifest-schema/tuf/parse_keys.hpp"

namespace switchback::tuf {
namespace {

using nlohmann::json;

// Specification 4.3: "clients MUST check the major version".
void check_specification(const std::string& version) {
  const bool one = version == "1" || version.rfind("1.", 0) == 0;
  const bool numeric = version.find_first_not_of("0123456789.") == std::string::npos;
  if (!one || !numeric)
    throw TrustError("trust-format", "specification version " + version + " is not 1.x");
}

bool is_one_of(std::string_view name, std::initializer_list<const char*> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Written member by member: a copy of the object would cost as much as the object.
std::string unknown_members(const json& object, std::initializer_list<const char*> own) {
  std::string text;
  for (const auto& [name, member] : object.items()) {
    if (is_one_of(name, {"_type", "spec_version", "version", "expires"}) || is_one_of(name, own))
      continue;
    text += (text.empty() ? "{" : ",") + canonical_json(name) + ":" + canonical_json(member);
  }
  return text.empty() ? text : text + "}";
}

void read_header(const json& object, const char* type, std::initializer_list<const char*> own,
                 Header& header) {
  if (json_string(object, "_type") != type)
    throw TrustError("trust-format", std::string("the metadata is not of type ") + type);
  header.spec_version = json_string(object, "spec_version");
  check_specification(header.spec_version);
  header.version = json_unsigned(object, "version", 1);
  const auto expires = switchback::parse_timestamp(json_string(object, "expires"));
  if (!expires) throw TrustError("trust-format", "\"expires\" is not a UTC time");
  header.expires = *expires;
  header.extra = unknown_members(object, own);
}

std::vector<Signature> read_signatures(const json& envelope) {
  std::vector<Signature> signatures;
  std::set<std::string> seen;
  for (const json& entry : json_array(envelope, "signatures")) {
    Signature signature{json_string(entry, "keyid"), json_string(entry, "sig")};
    // Specification 4.2: "the KEYID values MUST be unique within the array".
    if (!seen.insert(signature.key_id).second)
      throw TrustError("trust-format", "two signatures with key id " + signature.key_id);
    signatures.push_back(std::move(signature));
  }
  return signatures;
}

Hashes read_hashes(const json& object) {
  Hashes hashes;
  for (const auto& [algorithm, digest] : object.items())
    hashes[algorithm] = json_string_element(digest, "hashes");
  if (hashes.empty()) throw TrustError("trust-format", "\"hashes\" is empty");
  return hashes;
}

MetaFile read_meta_file(const json& object) {
  MetaFile file;
  file.version = json_unsigned(object, "version", 1);
  if (json_optional(object, "length")) file.length = json_unsigned(object, "length");
  if (json_optional(object, "hashes")) file.hashes = read_hashes(json_object(object, "hashes"));
  return file;
}

TargetFile read_target(const json& object) {
  TargetFile target;
  target.length = json_unsigned(object, "length");
  target.hashes = read_hashes(json_object(object, "hashes"));
  if (const json* custom = json_optional(object, "custom")) target.custom = canonical_json(*custom);
  return target;
}

void read_role(const json& object, Root& root) {
  read_header(object, "root", {"consistent_snapshot", "keys", "roles"}, root);
  root.consistent_snapshot =
      json_optional(object, "consistent_snapshot") && json_boolean(object, "consistent_snapshot");
  root.keys = read_keys(json_object(object, "keys"));
  for (const auto& [name, role] : json_object(object, "roles").items())
    root.roles[name] = read_role_keys(role);
  for (const char* name : {"root", "timestamp", "snapshot", "targets"})
    if (root.roles.count(name) == 0)
      throw TrustError("trust-format", std::string("root names no keys for ") + name);
}

void read_role(const json& object, Timestamp& timestamp) {
  read_header(object, "timestamp", {"meta"}, timestamp);
  timestamp.snapshot = read_meta_file(json_member(json_object(object, "meta"), "snapshot.json"));
}

void read_role(const json& object, Snapshot& snapshot) {
  read_header(object, "snapshot", {"meta"}, snapshot);
  for (const auto& [name, file] : json_object(object, "meta").items())
    snapshot.meta[name] = read_meta_file(file);
}

void read_role(const json& object, Targets& targets) {
  read_header(object, "targets", {"targets", "delegations"}, targets);
  for (const auto& [path, target] : json_object(object, "targets").items())
    targets.targets[path] = read_target(target);
  if (json_optional(object, "delegations"))
    targets.delegations = read_delegations(json_object(object, "delegations"));
}

template <typename Role>
Signed<Role> parse(std::string_view bytes) {
  const json envelope = parse_strict_json(bytes, kMaxMetadataValues);
  const json& content = json_object(envelope, "signed");
  Signed<Role> result;
  result.signatures = read_signatures(envelope);
  result.signed_bytes = signing_form(content);
  read_role(content, result.content);
  return result;
}

}  // namespace

Signed<Root> parse_root(std::string_view bytes) {
  return parse<Root>(bytes);
}
Signed<Timestamp> parse_timestamp(std::string_view bytes) {
  return parse<Timestamp>(bytes);
}
Signed<Snapshot> parse_snapshot(std::string_view bytes) {
  return parse<Snapshot>(bytes);
}
Signed<Targets> parse_targets(std::string_view bytes) {
  return parse<Targets>(bytes);
}

}  // namespace switchback::tuf
