#include "manifest-schema/tuf/parse_keys.hpp"

#include <nlohmann/json.hpp>

#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/json_fields.hpp"

namespace switchback::tuf {
namespace {

using nlohmann::json;

std::string text_or_empty(const json& object, const char* name) {
  if (!object.is_object()) return {};
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

}  // namespace

// Tolerant on purpose: a key of a kind we do not know (keyless signing, say) must not make its
// metadata unreadable.
Keys read_keys(const json& object) {
  Keys keys;
  for (const auto& [id, member] : object.items()) {
    Key key{text_or_empty(member, "keytype"),
            text_or_empty(member, "scheme"),
            {},
            canonical_json(member)};
    if (member.is_object() && member.contains("keyval"))
      key.public_value = text_or_empty(member["keyval"], "public");
    keys[id] = std::move(key);
  }
  return keys;
}

RoleKeys read_role_keys(const json& object) {
  RoleKeys role;
  for (const json& id : json_array(object, "keyids"))
    role.key_ids.push_back(json_string_element(id, "keyids"));
  role.threshold = json_unsigned(object, "threshold", 1);
  return role;
}

}  // namespace switchback::tuf
