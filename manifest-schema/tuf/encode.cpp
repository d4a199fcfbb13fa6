#include "manifest-schema/tuf/encode.hpp"

#include <nlohmann/json.hpp>

#include "manifest-schema/canonical_json.hpp"

namespace switchback::tuf {
namespace {

using nlohmann::json;

json header_json(const Header& header, const char* type) {
  json object = header.extra.empty() ? json::object() : parse_strict_json(header.extra);
  object["_type"] = type;
  object["spec_version"] = header.spec_version;
  object["version"] = header.version;
  object["expires"] = format_timestamp(header.expires);
  return object;
}

json keys_json(const Keys& keys) {
  json object = json::object();
  for (const auto& [id, key] : keys) object[id] = parse_strict_json(key.json);
  return object;
}

json role_keys_json(const RoleKeys& role) {
  return {{"keyids", role.key_ids}, {"threshold", role.threshold}};
}

json meta_file_json(const MetaFile& file) {
  json object = {{"version", file.version}};
  if (file.length) object["length"] = *file.length;
  if (!file.hashes.empty()) object["hashes"] = file.hashes;
  return object;
}

json target_json(const TargetFile& target) {
  json object = {{"length", target.length}, {"hashes", target.hashes}};
  if (!target.custom.empty()) object["custom"] = parse_strict_json(target.custom);
  return object;
}

json delegated_role_json(const DelegatedRole& role) {
  json object = role_keys_json(role);
  object["name"] = role.name;
  object["terminating"] = role.terminating;
  if (role.path_hash_prefixes.empty())
    object["paths"] = role.paths;
  else
    object["path_hash_prefixes"] = role.path_hash_prefixes;
  return object;
}

json delegations_json(const Delegations& delegations) {
  json object = {{"keys", keys_json(delegations.keys)}};
  if (delegations.succinct) {
    json succinct = role_keys_json(*delegations.succinct);
    succinct["bit_length"] = delegations.succinct->bit_length;
    succinct["name_prefix"] = delegations.succinct->name_prefix;
    object["succinct_roles"] = std::move(succinct);
    return object;
  }
  object["roles"] = json::array();
  for (const DelegatedRole& role : delegations.roles)
    object["roles"].push_back(delegated_role_json(role));
  return object;
}

}  // namespace

std::string signed_bytes(const Root& role) {
  json object = header_json(role, "root");
  object["consistent_snapshot"] = role.consistent_snapshot;
  object["keys"] = keys_json(role.keys);
  object["roles"] = json::object();
  for (const auto& [name, keys] : role.roles) object["roles"][name] = role_keys_json(keys);
  return signing_form(object);
}

std::string signed_bytes(const Timestamp& role) {
  json object = header_json(role, "timestamp");
  object["meta"]["snapshot.json"] = meta_file_json(role.snapshot);
  return signing_form(object);
}

std::string signed_bytes(const Snapshot& role) {
  json object = header_json(role, "snapshot");
  object["meta"] = json::object();
  for (const auto& [name, file] : role.meta) object["meta"][name] = meta_file_json(file);
  return signing_form(object);
}

std::string signed_bytes(const Targets& role) {
  json object = header_json(role, "targets");
  object["targets"] = json::object();
  for (const auto& [path, target] : role.targets) object["targets"][path] = target_json(target);
  if (role.delegations) object["delegations"] = delegations_json(*role.delegations);
  return signing_form(object);
}

// Put together as text, so that bytes that were signed are never re-encoded.
std::string encode_envelope(const std::string& signed_bytes,
                            const std::vector<Signature>& signatures) {
  json list = json::array();
  for (const Signature& signature : signatures)
    list.push_back({{"keyid", signature.key_id}, {"sig", signature.value}});
  return "{\"signatures\":" + canonical_json(list) +
         ",\"signed\":" + escape_control_characters(signed_bytes) + "}";
}

}  // namespace switchback::tuf
