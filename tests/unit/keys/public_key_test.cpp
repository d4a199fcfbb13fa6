#include "keys/public_key.hpp"

#include <catch2/catch.hpp>

#include "base/hex.hpp"
#include "tests/support/test_signer.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

std::string raw(const std::string& hex) {
  return *hex_decode(hex);
}

std::string upper_case(std::string text) {
  for (char& c : text) c = static_cast<char>(::toupper(c));
  return text;
}

// Made with the `openssl` command line tool (dgst -sha256, PSS with a salt as long as it can be),
// not with our code.
const char* const kForeignPoint =
    "04cbc5cab2684160323c25cd06c3307178a6b1d1c9b949328453ae473c5ba7527e35b13f298b41633382241f3fd852"
    "6c26"
    "2d43b45adee5c618fa0642c82b8a9803";

}  // namespace

TEST_CASE("each supported scheme verifies its own signature and nothing else") {
  const TestSigner signers[] = {make_ed25519_signer(), make_ecdsa_signer(), make_rsa_signer()};
  for (const TestSigner& signer : signers) {
    INFO(signer.key.scheme);
    const auto key = PublicKey::from_tuf(signer.key);
    REQUIRE(key);
    const std::string signature = raw(signer.sign("message"));
    CHECK(key->verifies("message", signature));
    CHECK_FALSE(key->verifies("messagf", signature));
    CHECK_FALSE(key->verifies("message", ""));
    CHECK_FALSE(key->verifies("message", signature + "x"));
    CHECK_FALSE(key->verifies("message", signature.substr(1)));
    std::string flipped = signature;
    flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);
    CHECK_FALSE(key->verifies("message", flipped));
  }
}

TEST_CASE("an RSA signature without its leading zero is refused") {
  const TestSigner signer = make_rsa_signer();
  const auto key = PublicKey::from_tuf(signer.key);
  std::string signature;
  do signature = raw(signer.sign("message"));  // PSS is random: one in 256 begins with a zero
  while (signature.front() != '\0');
  CHECK(key->verifies("message", signature));
  CHECK_FALSE(key->verifies("message", signature.substr(1)));
  CHECK_FALSE(key->verifies("message", std::string(1, '\0') + signature));
}

TEST_CASE("one key is one material, however it is written") {
  const TestSigner ecdsa = make_ecdsa_signer();
  tuf::Key wrapped = ecdsa.key;
  wrapped.public_value = "text before\n" + wrapped.public_value + "\n\n";
  wrapped.type = "ecdsa-sha2-nistp256";
  CHECK(PublicKey::from_tuf(wrapped)->material() == PublicKey::from_tuf(ecdsa.key)->material());

  const TestSigner ed25519 = make_ed25519_signer();
  tuf::Key shouted = ed25519.key;
  shouted.public_value = upper_case(shouted.public_value);
  CHECK(PublicKey::from_tuf(shouted)->material() == PublicKey::from_tuf(ed25519.key)->material());
  CHECK(PublicKey::from_tuf(ed25519.key)->material() != PublicKey::from_tuf(ecdsa.key)->material());
}

TEST_CASE("a point is one material, compressed, hybrid or with its curve spelled out") {
  const TestSigner ecdsa = make_ecdsa_signer();
  const std::string material = PublicKey::from_tuf(ecdsa.key)->material();
  for (const TestSigner& copy : rewritten(ecdsa)) {
    const auto key = PublicKey::from_tuf(copy.key);
    REQUIRE(key);
    CHECK(key->material() == material);
    CHECK(key->verifies("message", raw(ecdsa.sign("message"))));
  }
  CHECK(PublicKey::from_tuf(make_ecdsa_signer().key)->material() != material);
}

TEST_CASE("RSA keys are told apart by their modulus") {
  const TestSigner rsa = make_rsa_signer();
  CHECK(PublicKey::from_tuf(rsa.key)->material() == PublicKey::from_tuf(rsa.key)->material());
  CHECK(PublicKey::from_tuf(rsa.key)->material() !=
        PublicKey::from_tuf(make_rsa_signer().key)->material());
}

TEST_CASE("a P-256 point in hex is read as a key") {
  CHECK(PublicKey::from_tuf(
      tuf::make_key("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", kForeignPoint)));
  std::string off_curve = kForeignPoint;
  off_curve.back() = '4';
  CHECK_FALSE(PublicKey::from_tuf(tuf::make_key("ecdsa", "ecdsa-sha2-nistp256", off_curve)));
}

TEST_CASE("a key that cannot be used is no key") {
  const std::string pem = make_ecdsa_signer().key.public_value;
  const std::string ed25519 = make_ed25519_signer().key.public_value;
  const tuf::Key cases[] = {
      make_rsa_signer(1024).key,
      make_ecdsa_signer("P-384").key,
      tuf::make_key("rsa", "rsassa-pss-sha256", pem),
      tuf::make_key("ecdsa", "ecdsa-sha2-nistp384", pem),
      tuf::make_key("ecdsa", "ecdsa-sha2-nistp256", ""),
      tuf::make_key("ecdsa", "ecdsa-sha2-nistp256", pem.substr(0, pem.size() / 2)),
      tuf::make_key("ecdsa", "ecdsa-sha2-nistp256", ed25519),
      tuf::make_key("ed25519", "ed25519", ed25519.substr(2)),
      tuf::make_key("ed25519", "ed25519", ed25519 + "00"),
      tuf::make_key("ed25519", "ed25519", std::string(64, 'g')),
      tuf::make_key("ed25519", "rsassa-pss-sha256", ed25519),
      tuf::make_key("sigstore-oidc", "Fulcio", ""),
      {},
  };
  for (const tuf::Key& key : cases) {
    INFO(key.json);
    CHECK_FALSE(PublicKey::from_tuf(key));
  }
}
