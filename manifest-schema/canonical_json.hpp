// JSON as signed data uses it: a strict parser and the one canonical form (OLPC canonical JSON, TUF
// specification section 4.2): keys sorted by bytes, no white space, only '"' and '\' escaped,
// everything else raw UTF-8.
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
// +-kMaxJsonInteger.
nlohmann::json parse_strict_json(std::string_view bytes);

// The canonical form, without a newline at the end. A float in `value` is a std::logic_error.
std::string canonical_json(const nlohmann::json& value);

// canonical_json(parse_strict_json(bytes)) == bytes.
bool is_canonical_json(std::string_view bytes);

}  // namespace switchback
