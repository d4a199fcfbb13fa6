#include "repo-tools/verify/metadata_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "keys/verifier.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "repo-tools/verify/findings.hpp"

namespace switchback {
namespace {

using nlohmann::json;

constexpr std::size_t kShortestHash = 64;

bool is_upper_hex(std::string_view text) {
  return text.size() >= kShortestHash &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos &&
         text.find_first_of("ABCDEF") != std::string_view::npos;
}

// Recursion is bounded: the parser refuses deep documents.
bool has_upper_hex(const json& value) {
  if (value.is_string()) return is_upper_hex(value.get_ref<const std::string&>());
  if (value.is_array()) return std::any_of(value.begin(), value.end(), has_upper_hex);
  if (!value.is_object()) return false;
  return std::any_of(value.items().begin(), value.items().end(), [](const auto& member) {
    return is_upper_hex(member.key()) || has_upper_hex(member.value());
  });
}

bool is_good(std::string_view signed_bytes, const tuf::Signature& signature,
             const std::vector<SigningAuthority>& authorities) {
  return std::any_of(
      authorities.begin(), authorities.end(), [&](const SigningAuthority& authority) {
        return count_signers(authority.role, authority.keys, signed_bytes, {signature}) > 0;
      });
}

}  // namespace

void require_canonical(std::string_view bytes) {
  const json document = parse_strict_json(bytes);
  if (canonical_json(document) != bytes) damaged("is not canonical JSON");
  if (has_upper_hex(document)) damaged("has hexadecimal digits in upper case");
}

void require_envelope(std::string_view bytes, const std::string& signed_bytes,
                      const std::vector<tuf::Signature>& signatures) {
  if (tuf::encode_envelope(signed_bytes, signatures) != bytes) {
    damaged("has other members than \"signatures\" and \"signed\"");
  }
}

void require_good_signatures(std::string_view role, std::string_view signed_bytes,
                             const std::vector<tuf::Signature>& signatures,
                             const std::vector<SigningAuthority>& authorities) {
  for (const auto& signature : signatures) {
    if (is_good(signed_bytes, signature, authorities)) continue;
    damaged(
        fmt::format("has a signature by {} that is none of a key of {}", signature.key_id, role));
  }
}

}  // namespace switchback
