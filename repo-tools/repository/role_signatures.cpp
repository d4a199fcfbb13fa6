#include "repo-tools/repository/role_signatures.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/hex.hpp"
#include "keys/verifier.hpp"

namespace switchback {
namespace {

std::optional<Ed25519PublicKey> ed25519_of(const tuf::Keys& keys, const std::string& id) {
  const auto found = keys.find(id);
  if (found == keys.end() || found->second.type != "ed25519") return std::nullopt;
  Ed25519PublicKey key;
  if (!parse_public_key(found->second.public_value, key)) return std::nullopt;
  return key;
}

}  // namespace

tuf::Key tuf_key_of(const Ed25519PublicKey& key) {
  return tuf::make_key("ed25519", "ed25519", key.hex());
}

bool is_satisfied(const Authority& authority, const std::string& signed_bytes,
                  const std::vector<tuf::Signature>& signatures) {
  return count_signers(authority.role, authority.keys, signed_bytes, signatures) >=
         authority.role.threshold;
}

bool SignerPool::can_satisfy(const Authority& authority) const {
  std::set<Ed25519PublicKey> at_hand;
  for (const auto& id : authority.role.key_ids)
    if (const auto key = ed25519_of(authority.keys, id); key && folder_->has(*key))
      at_hand.insert(*key);
  return at_hand.size() >= authority.role.threshold;
}

Signer& SignerPool::signer(const Ed25519PublicKey& key) {
  auto& signer = signers_[key];
  if (!signer) signer = folder_->signer(key);
  return *signer;
}

void SignerPool::add_signatures(const Authority& authority, const std::string& signed_bytes,
                                std::vector<tuf::Signature>& signatures) {
  for (const auto& id : authority.role.key_ids) {
    const bool has = std::any_of(signatures.begin(), signatures.end(),
                                 [&](const auto& signature) { return signature.key_id == id; });
    const auto key = ed25519_of(authority.keys, id);
    if (has || !key || !folder_->has(*key)) continue;
    signatures.push_back({id, hex_encode(signer(*key).sign(signed_bytes))});
  }
}

}  // namespace switchback
