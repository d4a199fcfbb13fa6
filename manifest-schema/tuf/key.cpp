#include "manifest-schema/tuf/key.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/digest.hpp"
#include "manifest-schema/canonical_json.hpp"

namespace switchback::tuf {
namespace {

using nlohmann::json;

// SHA-256 of the key object reduced to `names`.
std::string id_of_members(const json& object, std::initializer_list<const char*> names) {
  json reduced = json::object();
  for (const char* name : names) {
    const auto member = object.find(name);
    if (member != object.end()) reduced[name] = *member;
  }
  return Sha256::of(signing_form(reduced)).hex();
}

}  // namespace

Key make_key(std::string type, std::string scheme, std::string public_value) {
  const json object = {
      {"keytype", type}, {"scheme", scheme}, {"keyval", {{"public", public_value}}}};
  return {std::move(type), std::move(scheme), std::move(public_value), canonical_json(object)};
}

std::string key_id(const Key& key) {
  return Sha256::of(signing_form(parse_strict_json(key.json))).hex();
}

bool is_key_id(const Key& key, std::string_view id) {
  const json object = parse_strict_json(key.json);
  return Sha256::of(signing_form(object)).hex() == id ||
         id_of_members(object, {"keytype", "scheme", "keyval"}) == id ||
         id_of_members(object, {"keytype", "scheme", "keyval", "keyid_hash_algorithms"}) == id;
}

}  // namespace switchback::tuf
