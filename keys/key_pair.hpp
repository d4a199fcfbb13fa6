// ed25519 key pairs (RFC 8032, libsodium).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "keys/secret.hpp"

namespace switchback {

struct Ed25519PublicKey {
  std::array<std::uint8_t, 32> bytes{};

  std::string hex() const;
  auto operator<=>(const Ed25519PublicKey&) const = default;
};

// 64 lower-case hexadecimal digits or nothing.
bool parse_public_key(std::string_view hex, Ed25519PublicKey& key);

struct Ed25519KeyPair {
  Ed25519PublicKey public_key;
  Secret seed;  // 32 bytes, from which everything else follows
};

Ed25519KeyPair generate_key_pair();
Ed25519KeyPair key_pair_from_seed(Secret seed);

// 64 bytes.
std::string sign_ed25519(const Ed25519KeyPair& pair, std::string_view message);
bool verify_ed25519(const Ed25519PublicKey& key, std::string_view message,
                    std::string_view signature);

}  // namespace switchback
