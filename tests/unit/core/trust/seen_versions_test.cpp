#include "core/trust/seen_versions.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"

using namespace switchback;

TEST_CASE("seen versions survive encoding and parsing") {
  const SeenVersions seen{3, 40, 20, {{"targets.json", 2}, {"a/b.json", 7}}, "abc", "def"};
  CHECK(parse_seen_versions(encode_seen_versions(seen)) == seen);
  CHECK(parse_seen_versions("") == SeenVersions{});
}

TEST_CASE("damaged seen versions are refused, not taken for none") {
  CHECK_THROWS_AS(parse_seen_versions("{}"), TrustError);
  CHECK_THROWS_AS(parse_seen_versions("{\"root\":1"), TrustError);
}

TEST_CASE("a key fingerprint depends on the set of ids and the threshold only") {
  CHECK(key_fingerprint({{"b", "a", "a"}, 1}) == key_fingerprint({{"a", "b"}, 1}));
  CHECK(key_fingerprint({{"a", "b"}, 1}) != key_fingerprint({{"a", "b"}, 2}));
  CHECK(key_fingerprint({{"a"}, 1}) != key_fingerprint({{"a", "b"}, 1}));
}
