#include "keys/key_file.hpp"
#include "keys/public_key.hpp"
#include "manifest-schema/tuf/key.hpp"
#include "tests/fuzz/targets.hpp"

namespace switchback::fuzz {

void key_file(std::string_view bytes) {
  parse_key_file(bytes, "file.key");
}

// The first byte chooses the kind, the rest is the public value.
void public_key(std::string_view bytes) {
  constexpr std::string_view kKinds[][2] = {
      {"ed25519", "ed25519"}, {"ecdsa", "ecdsa-sha2-nistp256"}, {"rsa", "rsassa-pss-sha256"}};
  if (bytes.empty()) return;
  const auto& [type, scheme] = kKinds[static_cast<unsigned char>(bytes.front()) % 3];
  PublicKey::from_tuf(
      tuf::make_key(std::string(type), std::string(scheme), std::string(bytes.substr(1))));
}

}  // namespace switchback::fuzz
