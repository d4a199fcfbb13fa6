#include "keys/key_pair.hpp"

#include <catch2/catch.hpp>

#include "base/hex.hpp"

using namespace switchback;

TEST_CASE("the key pair and signature of RFC 8032's second vector come out") {
  const auto seed = hex_decode("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  const Ed25519KeyPair pair = key_pair_from_seed(Secret::copy_of(*seed));
  CHECK(pair.public_key.hex() ==
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  CHECK(hex_encode(sign_ed25519(pair, "\x72")) ==
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST_CASE("a signature holds for its message and its key alone") {
  const Ed25519KeyPair pair = generate_key_pair();
  const Ed25519KeyPair other = generate_key_pair();
  const std::string signature = sign_ed25519(pair, "message");
  CHECK(verify_ed25519(pair.public_key, "message", signature));
  CHECK_FALSE(verify_ed25519(pair.public_key, "massage", signature));
  CHECK_FALSE(verify_ed25519(other.public_key, "message", signature));
  CHECK_FALSE(verify_ed25519(pair.public_key, "message", signature.substr(1)));
  CHECK(pair.public_key != other.public_key);
}

TEST_CASE("a public key is 64 lower-case hexadecimal digits") {
  Ed25519PublicKey key;
  const std::string hex = generate_key_pair().public_key.hex();
  CHECK(parse_public_key(hex, key));
  CHECK(key.hex() == hex);
  CHECK_FALSE(parse_public_key(hex.substr(2), key));
  CHECK_FALSE(parse_public_key(std::string(64, 'A'), key));
}
