// A public key that can verify: ed25519 (libsodium), ecdsa-sha2-nistp256 and rsassa-pss-sha256
// (libcrypto).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "manifest-schema/tuf/key.hpp"

struct evp_pkey_st;

namespace switchback {

class PublicKey {
 public:
  // Nothing where the key is of a type or scheme we do not verify, malformed, an RSA key under
  // 2,048 bits or an EC key on another curve. Such a key simply never counts.
  static std::optional<PublicKey> from_tuf(const tuf::Key& key);

  // The key itself without its packaging: two keys that one secret key signs for have equal
  // material, whatever ids, PEM line breaks, upper-case digits, point compression or public
  // exponent they are written with.
  const std::string& material() const { return material_; }

  // `signature` in raw bytes (ECDSA: DER). False for every malformed signature.
  bool verifies(std::string_view message, std::string_view signature) const;

 private:
  enum class Scheme { ed25519, ecdsa_p256, rsa_pss };

  PublicKey(Scheme scheme, std::string material, std::shared_ptr<evp_pkey_st> handle);

  Scheme scheme_;
  std::string material_;                 // "ed25519:" + key, "p256:" + x + y, "rsa:" + modulus
  std::shared_ptr<evp_pkey_st> handle_;  // null for ed25519
};

}  // namespace switchback
