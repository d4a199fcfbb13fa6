// A public key as TUF metadata carries it (specification 4.2). What the value means is for
// keys/public_key.hpp.
#pragma once

#include <string>
#include <string_view>

namespace switchback::tuf {

struct Key {
  std::string type;          // "ed25519", "ecdsa", "rsa", ...
  std::string scheme;        // "ed25519", "ecdsa-sha2-nistp256", "rsassa-pss-sha256", ...
  std::string public_value;  // hex or PEM; empty where the key has none that we know
  std::string json;          // canonical JSON of the whole key object, unknown members included

  bool operator==(const Key&) const = default;
};

Key make_key(std::string type, std::string scheme, std::string public_value);

// Lower-case hex of SHA-256 over the signing form (canonical_json.hpp) of the whole key object.
std::string key_id(const Key& key);

// True for key_id(key), and for the SHA-256 of only {keytype, scheme, keyval}, with or without
// keyid_hash_algorithms: securesystemslib adds members to a key after its id was fixed.
bool is_key_id(const Key& key, std::string_view id);

}  // namespace switchback::tuf
