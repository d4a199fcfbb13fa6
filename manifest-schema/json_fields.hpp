// Reading typed members of parsed JSON. Every mismatch is a TrustError("trust-format") that names
// the member. For .cpp files of this layer and above; include nlohmann/json.hpp yourself.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/digest.hpp"

namespace switchback {

// The member `name` of `object`; refuses a missing member and a value that is no object.
const nlohmann::json& json_member(const nlohmann::json& object, const char* name);
// Null where there is no such member.
const nlohmann::json* json_optional(const nlohmann::json& object, const char* name);

const std::string& json_string(const nlohmann::json& object, const char* name);
bool json_boolean(const nlohmann::json& object, const char* name);
// An integer from `lowest` to 2^53.
std::uint64_t json_unsigned(const nlohmann::json& object, const char* name,
                            std::uint64_t lowest = 0);
// A SHA-256 in lower-case hex.
Sha256Digest json_digest(const nlohmann::json& object, const char* name);
const nlohmann::json& json_object(const nlohmann::json& object, const char* name);
const nlohmann::json& json_array(const nlohmann::json& object, const char* name);
// An element of an array that must be a string; `name` is the array's.
const std::string& json_string_element(const nlohmann::json& element, const char* name);

}  // namespace switchback
