#include "keys/key_pair.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/hex.hpp"

namespace switchback {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// libsodium's 64-byte form: the seed followed by the public key.
Secret expand(const Secret& seed, Ed25519PublicKey& public_key) {
  if (seed.size() != crypto_sign_SEEDBYTES) throw std::logic_error("an ed25519 seed has 32 bytes");
  Secret secret_key(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(public_key.bytes.data(), secret_key.data(), seed.data());
  return secret_key;
}

}  // namespace

std::string Ed25519PublicKey::hex() const {
  return hex_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

bool parse_public_key(std::string_view hex, Ed25519PublicKey& key) {
  const auto raw = hex_decode(hex);
  if (!raw || raw->size() != key.bytes.size()) return false;
  std::copy(raw->begin(), raw->end(), key.bytes.begin());
  return true;
}

Ed25519KeyPair generate_key_pair() {
  initialise_sodium();
  Secret seed(crypto_sign_SEEDBYTES);
  randombytes_buf(seed.data(), seed.size());
  return key_pair_from_seed(std::move(seed));
}

Ed25519KeyPair key_pair_from_seed(Secret seed) {
  Ed25519KeyPair pair;
  expand(seed, pair.public_key);
  pair.seed = std::move(seed);
  return pair;
}

std::string sign_ed25519(const Ed25519KeyPair& pair, std::string_view message) {
  Ed25519PublicKey ignored;
  const Secret secret_key = expand(pair.seed, ignored);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       bytes_of(message), message.size(), secret_key.data());
  return signature;
}

bool verify_ed25519(const Ed25519PublicKey& key, std::string_view message,
                    std::string_view signature) {
  initialise_sodium();
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(bytes_of(signature), bytes_of(message), message.size(),
                                     key.bytes.data()) == 0;
}

}  // namespace switchback
