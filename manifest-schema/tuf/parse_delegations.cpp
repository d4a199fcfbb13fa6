#include "manifest-schema/tuf/parse_delegations.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/errors.hpp"
#include "manifest-schema/json_fields.hpp"
#include "manifest-schema/tuf/parse_keys.hpp"

namespace switchback::tuf {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& why) {
  throw TrustError("trust-format", why);
}

// A delegated role called "root" would be stored over the root.
bool is_reserved(const std::string& name) {
  return name.empty() || name == "root" || name == "timestamp" || name == "snapshot" ||
         name == "targets";
}

std::vector<std::string> read_strings(const json& object, const char* name) {
  std::vector<std::string> texts;
  for (const json& element : json_array(object, name))
    texts.push_back(json_string_element(element, name));
  return texts;
}

DelegatedRole read_role(const json& object) {
  DelegatedRole role;
  static_cast<RoleKeys&>(role) = read_role_keys(object);
  role.name = json_string(object, "name");
  if (is_reserved(role.name)) refuse("a delegated role may not be called \"" + role.name + "\"");
  role.terminating = json_boolean(object, "terminating");
  const bool by_path = json_optional(object, "paths") != nullptr;
  const bool by_hash = json_optional(object, "path_hash_prefixes") != nullptr;
  if (by_path == by_hash)
    refuse("delegation to " + role.name + " needs either paths or path_hash_prefixes");
  if (by_path) role.paths = read_strings(object, "paths");
  if (by_hash) role.path_hash_prefixes = read_strings(object, "path_hash_prefixes");
  return role;
}

SuccinctRoles read_succinct(const json& object) {
  SuccinctRoles succinct;
  static_cast<RoleKeys&>(succinct) = read_role_keys(object);
  succinct.bit_length = json_unsigned(object, "bit_length", 1);
  if (succinct.bit_length > 32) refuse("\"bit_length\" is above 32");
  succinct.name_prefix = json_string(object, "name_prefix");
  return succinct;
}

}  // namespace

Delegations read_delegations(const json& object) {
  Delegations delegations;
  delegations.keys = read_keys(json_object(object, "keys"));
  const bool listed = json_optional(object, "roles") != nullptr;
  const bool succinct = json_optional(object, "succinct_roles") != nullptr;
  if (listed == succinct) refuse("delegations need either roles or succinct_roles");
  if (succinct) {
    delegations.succinct = read_succinct(json_object(object, "succinct_roles"));
    return delegations;
  }
  std::set<std::string> names;
  for (const json& element : json_array(object, "roles")) {
    DelegatedRole role = read_role(element);
    if (!names.insert(role.name).second) refuse("two delegations to role " + role.name);
    delegations.roles.push_back(std::move(role));
  }
  return delegations;
}

}  // namespace switchback::tuf
