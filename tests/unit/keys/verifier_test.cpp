#include "keys/verifier.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "tests/support/test_signer.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

struct Fixture {
  tuf::RoleKeys role;
  tuf::Keys keys;
  std::vector<tuf::Signature> signatures;

  void add(const TestSigner& signer, const std::string& message) {
    role.key_ids.push_back(signer.key_id);
    keys[signer.key_id] = signer.key;
    signatures.push_back(signer.signature(message));
  }
  std::size_t signers() {
    role.threshold = 99;
    return count_signers(role, keys, "message", signatures);
  }
};

}  // namespace

TEST_CASE("a threshold is reached by keys of different types") {
  Fixture fixture;
  fixture.add(make_ed25519_signer(), "message");
  fixture.add(make_ecdsa_signer(), "message");
  fixture.role.threshold = 2;
  CHECK_NOTHROW(
      verify_threshold("root", fixture.role, fixture.keys, "message", fixture.signatures));
}

TEST_CASE("a missed threshold names both counts") {
  Fixture fixture;
  fixture.add(make_ed25519_signer(), "message");
  fixture.add(make_ed25519_signer(), "another message");
  fixture.role.threshold = 2;
  try {
    verify_threshold("snapshot", fixture.role, fixture.keys, "message", fixture.signatures);
    FAIL("accepted");
  } catch (const TrustError& error) {
    CHECK(error.code() == "trust-threshold");
    CHECK(std::string(error.what()) == "snapshot has 1 valid signatures of 2 needed");
  }
}

TEST_CASE("a threshold of 0 is never reached") {
  const tuf::RoleKeys role{{}, 0};
  CHECK_THROWS_AS(verify_threshold("root", role, {}, "", {}), TrustError);
}

TEST_CASE("unknown keys, foreign signatures and signatures that are not hex do not count") {
  Fixture fixture;
  fixture.add(make_ed25519_signer(), "message");
  fixture.role.key_ids.push_back("no such key");
  fixture.signatures.push_back({"no such key", "00"});
  const TestSigner stranger = make_ed25519_signer();
  fixture.keys[stranger.key_id] = stranger.key;  // known, but not in the role
  fixture.signatures.push_back(stranger.signature("message"));
  const TestSigner clumsy = make_ed25519_signer();
  fixture.role.key_ids.push_back(clumsy.key_id);
  fixture.keys[clumsy.key_id] = clumsy.key;
  for (const char* text : {"", "xyz", "0"}) {
    fixture.signatures.push_back({clumsy.key_id, text});
    CHECK(fixture.signers() == 1);
    fixture.signatures.pop_back();
  }
}
