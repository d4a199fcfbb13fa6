#include "keys/verifier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/errors.hpp"
#include "keys/hex_text.hpp"
#include "keys/public_key.hpp"

namespace switchback {
namespace {

const tuf::Signature* signature_by(const std::vector<tuf::Signature>& signatures,
                                   const std::string& key_id) {
  const auto found = std::find_if(signatures.begin(), signatures.end(),
                                  [&](const auto& one) { return one.key_id == key_id; });
  return found == signatures.end() ? nullptr : &*found;
}

// The signer's key material, or nothing where this signature is missing, foreign or wrong.
std::string verified_material(const std::string& key_id, const tuf::Keys& keys,
                              std::string_view signed_bytes,
                              const std::vector<tuf::Signature>& signatures) {
  const auto key = keys.find(key_id);
  const tuf::Signature* signature = signature_by(signatures, key_id);
  if (key == keys.end() || !signature || !tuf::is_key_id(key->second, key_id)) return {};
  const auto public_key = PublicKey::from_tuf(key->second);
  const auto raw = decode_any_hex(signature->value);
  if (!public_key || !raw || !public_key->verifies(signed_bytes, *raw)) return {};
  return public_key->material();
}

}  // namespace

std::size_t count_signers(const tuf::RoleKeys& role, const tuf::Keys& keys,
                          std::string_view signed_bytes,
                          const std::vector<tuf::Signature>& signatures) {
  std::set<std::string> signers;
  const std::set<std::string> ids(role.key_ids.begin(), role.key_ids.end());
  for (const std::string& id : ids) {
    if (signers.size() >= role.threshold) break;
    std::string material = verified_material(id, keys, signed_bytes, signatures);
    if (!material.empty()) signers.insert(std::move(material));
  }
  return signers.size();
}

void verify_threshold(std::string_view role_name, const tuf::RoleKeys& role, const tuf::Keys& keys,
                      std::string_view signed_bytes,
                      const std::vector<tuf::Signature>& signatures) {
  const std::size_t signers = count_signers(role, keys, signed_bytes, signatures);
  if (role.threshold >= 1 && signers >= role.threshold) return;
  throw TrustError("trust-threshold", fmt::format("{} has {} valid signatures of {} needed",
                                                  role_name, signers, role.threshold));
}

}  // namespace switchback
