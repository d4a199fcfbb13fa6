// Signatures over metadata: which keys may sign a role, whether enough have, and signing with those
// at hand.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "keys/key_folder.hpp"
#include "manifest-schema/tuf/metadata.hpp"

namespace switchback {

// What a delegator (root, for the top-level roles) says about who signs a role. Views into the
// delegator.
struct Authority {
  const tuf::RoleKeys& role;
  const tuf::Keys& keys;
};

tuf::Key tuf_key_of(const Ed25519PublicKey& key);

// Whether valid signatures by `threshold` distinct keys are there.
bool is_satisfied(const Authority& authority, const std::string& signed_bytes,
                  const std::vector<tuf::Signature>& signatures);

// Signs with the keys of a folder, each opened once.
class SignerPool {
 public:
  explicit SignerPool(KeyFolder& folder) : folder_(&folder) {}

  // Whether the keys at hand alone meet the threshold.
  bool can_satisfy(const Authority& authority) const;
  // Adds a signature by every key at hand that has none yet.
  void add_signatures(const Authority& authority, const std::string& signed_bytes,
                      std::vector<tuf::Signature>& signatures);

 private:
  Signer& signer(const Ed25519PublicKey& key);

  KeyFolder* folder_;
  std::map<Ed25519PublicKey, std::unique_ptr<Signer>> signers_;
};

}  // namespace switchback
