#include "base/digest.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

// FIPS 180-4 example values.
TEST_CASE("SHA-256 gives the published digests") {
  CHECK(Sha256::of("").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Sha256::of("abc").hex() ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(Sha256::of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex() ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(Sha256::of(std::string(1'000'000, 'a')).hex() ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-512 gives the published digest") {
  CHECK(sha512_hex("abc") ==
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST_CASE("a streamed message has the digest of the whole") {
  Sha256 hash;
  for (const auto* part : {"a", "", "bc"}) hash.update(part);
  CHECK(hash.finish() == Sha256::of("abc"));
  hash.update("abc");  // the next message starts fresh
  CHECK(hash.finish() == Sha256::of("abc"));
  CHECK(hash.finish() == Sha256::of(""));
}

TEST_CASE("a moved hash goes on") {
  Sha256 first;
  first.update("ab");
  Sha256 second = std::move(first);
  second.update("c");
  CHECK(second.finish() == Sha256::of("abc"));
}

TEST_CASE("a digest is made of exactly 32 bytes") {
  const Sha256Digest digest = Sha256::of("x");
  CHECK(Sha256Digest::from_bytes(digest.view()) == digest);
  CHECK_THROWS_AS(Sha256Digest::from_bytes("short"), std::logic_error);
  CHECK_THROWS_AS(Sha256Digest::from_bytes(std::string(33, 'x')), std::logic_error);
}
