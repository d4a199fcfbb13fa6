#include "keys/key_derivation.hpp"

#include <sodium.h>

#include <new>
#include <utility>

namespace switchback {
namespace {

constexpr std::uint64_t kMaxMemory = std::uint64_t{1} << 30;
constexpr std::uint64_t kMaxOperations = 16;

std::string random_salt() {
  initialise_sodium();
  std::string salt(crypto_pwhash_SALTBYTES, '\0');
  randombytes_buf(salt.data(), salt.size());
  return salt;
}

}  // namespace

KeyDerivation default_derivation() {
  return {crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE, random_salt()};
}

KeyDerivation cheapest_derivation() {
  return {crypto_pwhash_argon2id_OPSLIMIT_MIN, crypto_pwhash_argon2id_MEMLIMIT_MIN, random_salt()};
}

bool is_acceptable(const KeyDerivation& derivation) {
  return derivation.operations >= crypto_pwhash_argon2id_OPSLIMIT_MIN &&
         derivation.operations <= kMaxOperations &&
         derivation.memory >= crypto_pwhash_argon2id_MEMLIMIT_MIN &&
         derivation.memory <= kMaxMemory && derivation.salt.size() == crypto_pwhash_SALTBYTES;
}

Secret derive_key(const Secret& passphrase, const KeyDerivation& derivation) {
  Secret key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  const int status = crypto_pwhash(
      key.data(), key.size(), reinterpret_cast<const char*>(passphrase.data()), passphrase.size(),
      reinterpret_cast<const unsigned char*>(derivation.salt.data()), derivation.operations,
      static_cast<std::size_t>(derivation.memory), crypto_pwhash_ALG_ARGON2ID13);
  if (status != 0) throw std::bad_alloc();
  return key;
}

LockingKey make_locking_key(const Secret& passphrase, KeyDerivation derivation) {
  Secret key = derive_key(passphrase, derivation);
  return {std::move(derivation), std::move(key)};
}

}  // namespace switchback
