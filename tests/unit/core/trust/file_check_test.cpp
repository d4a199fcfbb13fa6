#include "core/trust/file_check.hpp"

#include <catch2/catch.hpp>

#include "base/digest.hpp"
#include "base/errors.hpp"

using namespace switchback;

namespace {

bool passes(std::optional<std::uint64_t> length, const tuf::Hashes& hashes) {
  try {
    check_length_and_hashes("file", "content", length, hashes);
    return true;
  } catch (const TrustError& error) {
    CHECK(error.code() == "trust-length-or-hash");
    return false;
  }
}

}  // namespace

TEST_CASE("a file agrees with its signed length and with every hash that is known here") {
  const std::string sha256 = Sha256::of("content").hex();
  const std::string sha512 = sha512_hex("content");
  CHECK(passes({}, {}));
  CHECK(passes(7, {{"sha256", sha256}}));
  CHECK(passes(7, {{"sha256", sha256}, {"sha512", sha512}, {"blake2b", "00"}}));
  CHECK_FALSE(passes(6, {}));
  CHECK_FALSE(passes(8, {{"sha256", sha256}}));
  CHECK_FALSE(passes(7, {{"sha256", sha512}}));
  CHECK_FALSE(passes(7, {{"sha256", sha256}, {"sha512", "00"}}));
  CHECK_FALSE(passes(7, {{"sha256", ""}}));
  CHECK_FALSE(passes(7, {{"blake2b", "00"}}));
}
