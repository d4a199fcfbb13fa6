// JSON as signed data uses it: a strict parser and two forms of writing, which are the same unless
// a string holds control characters. Both have keys sorted by bytes, no white space, '"' and '\'
// escaped, the rest raw UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace switchback {

inline constexpr std::size_t kMaxJsonDepth = 64;
inline constexpr std::uint64_t kMaxJsonInteger = std::uint64_t{1} << 53;

// Throws TrustError("trust-format") where `bytes` is not one JSON value, or has a duplicate key,
// invalid UTF-8, nesting over kMaxJsonDepth, a number that is not an integer, or one beyond
// +-kMaxJsonInteger, or more values than `max_values`: a document takes up to 27 times its length
// in memory ("{}" after "{}"), which matters where the bytes come from somebody who is not trusted
// yet.
nlohmann::json parse_strict_json(std::string_view bytes, std::size_t max_values = SIZE_MAX);

// The one form of our files: control characters as \u00xx, because JSON does not allow them raw. No
// newline at the end. A float in `value` is a std::logic_error.
std::string canonical_json(const nlohmann::json& value);

// What TUF signs and computes key ids from (OLPC canonical JSON, specification 4.2): control
// characters raw.
std::string signing_form(const nlohmann::json& value);
// The file form of bytes in the signing form.
std::string escape_control_characters(std::string_view signing_form);

// canonical_json(parse_strict_json(bytes)) == bytes.
bool is_canonical_json(std::string_view bytes);

}  // namespace switchback
