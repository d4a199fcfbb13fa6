// From a passphrase to the key that locks key files: Argon2id (RFC 9106) through libsodium.
#pragma once

#include <cstdint>
#include <string>

#include "keys/secret.hpp"

namespace switchback {

struct KeyDerivation {
  std::uint64_t operations = 0;  // passes over the memory
  std::uint64_t memory = 0;      // bytes
  std::string salt;              // 16 bytes

  bool operator==(const KeyDerivation&) const = default;
};

// libsodium's "moderate" cost: three passes over 256 MiB, about 0.7 s.
KeyDerivation default_derivation();
// The smallest cost libsodium accepts, for tests.
KeyDerivation cheapest_derivation();
// Whether the parameters read from a file are ones this program is willing to spend: at most 1 GiB
// and 16 passes, so that a hostile key file cannot exhaust the machine.
bool is_acceptable(const KeyDerivation& derivation);

// 32 bytes, the key for XChaCha20-Poly1305. Throws std::bad_alloc where the memory is not there.
Secret derive_key(const Secret& passphrase, const KeyDerivation& derivation);

// A derived key together with how it was derived; one of them locks every file of a folder.
struct LockingKey {
  KeyDerivation derivation;
  Secret key;
};
LockingKey make_locking_key(const Secret& passphrase, KeyDerivation derivation);

}  // namespace switchback
