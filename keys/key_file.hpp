// One key in one file: a JSON envelope that says whose key it is and holds the seed, locked by a
// passphrase (Argon2id + XChaCha20-Poly1305; everything else in the envelope is authenticated with
// it) or, after
// `--no-passphrase`, in the clear. The form on disk is exact: any changed byte is noticed. Layout
// in docs/formats.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "keys/key_derivation.hpp"
#include "keys/key_pair.hpp"

namespace switchback {

// What can be read without the passphrase.
struct KeyDescription {
  std::string
      role;  // a hint for people; which roles a key signs for is decided by the metadata alone
  Ed25519PublicKey public_key;
  Timestamp created{};

  bool operator==(const KeyDescription&) const = default;
};

struct KeyFile {
  KeyDescription description;
  std::optional<KeyDerivation> derivation;  // none: the seed is in the clear
  std::string nonce;
  Secret payload;  // ciphertext and tag, or the seed
  std::string authenticated;
};

inline constexpr std::size_t kMaxKeyFileLength = 16 * 1024;

// The file's bytes; without `lock` the seed is in the clear.
Secret encode_key_file(const Ed25519KeyPair& pair, const std::string& role, Timestamp created,
                       const LockingKey* lock);

// `name` stands in messages. Throws StateError("damage"), or StateError("future-state") for a form
// that a newer version wrote.
KeyFile parse_key_file(std::string_view bytes, const std::string& name);

// `locking_key` is what KeyFile::derivation gives; unused for a key in the clear. Throws
// ConfigError("wrong-passphrase").
Ed25519KeyPair open_key_file(const KeyFile& file, const Secret& locking_key,
                             const std::string& name);

}  // namespace switchback
