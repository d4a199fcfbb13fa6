// Something that signs for one public key. A key file today; a token or an external command behind
// the same interface later.
#pragma once

#include <string>
#include <string_view>

#include "keys/key_pair.hpp"

namespace switchback {

class Signer {
 public:
  virtual ~Signer() = default;

  virtual const Ed25519PublicKey& public_key() const = 0;
  // The raw signature over exactly these bytes (64 bytes for ed25519).
  virtual std::string sign(std::string_view bytes) = 0;
};

// Holds the opened key of a key file in locked memory.
class FileSigner : public Signer {
 public:
  explicit FileSigner(Ed25519KeyPair pair);

  const Ed25519PublicKey& public_key() const override { return pair_.public_key; }
  std::string sign(std::string_view bytes) override;

 private:
  Ed25519KeyPair pair_;
};

}  // namespace switchback
