#include "manifest-schema/json_fields.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "base/hex.hpp"

namespace switchback {
namespace {

using nlohmann::json;

const json& require(const json& value, bool matches, const char* name, const char* expected) {
  if (!matches) throw TrustError("trust-format", fmt::format("\"{}\" is not {}", name, expected));
  return value;
}

}  // namespace

const json* json_optional(const json& object, const char* name) {
  require(object, object.is_object(), name, "inside an object");
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

const json& json_member(const json& object, const char* name) {
  const json* member = json_optional(object, name);
  if (!member) throw TrustError("trust-format", fmt::format("\"{}\" is missing", name));
  return *member;
}

const std::string& json_string_element(const json& element, const char* name) {
  return require(element, element.is_string(), name, "a string").get_ref<const std::string&>();
}

const std::string& json_string(const json& object, const char* name) {
  return json_string_element(json_member(object, name), name);
}

bool json_boolean(const json& object, const char* name) {
  const json& value = json_member(object, name);
  return require(value, value.is_boolean(), name, "true or false").get<bool>();
}

std::uint64_t json_unsigned(const json& object, const char* name, std::uint64_t lowest) {
  const json& value = json_member(object, name);
  const std::uint64_t number =
      require(value, value.is_number_unsigned(), name, "an integer of 0 or more")
          .get<std::uint64_t>();
  if (number < lowest)
    throw TrustError("trust-format", fmt::format("\"{}\" is below {}", name, lowest));
  return number;
}

Sha256Digest json_digest(const json& object, const char* name) {
  const auto raw = hex_decode(json_string(object, name));
  if (!raw || raw->size() != Sha256Digest{}.bytes.size())
    throw TrustError("trust-format",
                     fmt::format("\"{}\" is not a SHA-256 in lower-case hex", name));
  return Sha256Digest::from_bytes(*raw);
}

const json& json_object(const json& object, const char* name) {
  const json& value = json_member(object, name);
  return require(value, value.is_object(), name, "an object");
}

const json& json_array(const json& object, const char* name) {
  const json& value = json_member(object, name);
  return require(value, value.is_array(), name, "an array");
}

}  // namespace switchback
