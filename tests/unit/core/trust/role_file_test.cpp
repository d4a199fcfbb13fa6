#include "core/trust/role_file.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

TEST_CASE("role names are quoted whole") {
  CHECK(percent_quote("p-demo_1.x~") == "p-demo_1.x~");
  CHECK(percent_quote("../a") == "..%2Fa");
  CHECK(percent_quote("/?#%\xc3\xa9 ") == "%2F%3F%23%25%C3%A9%20");
}

TEST_CASE("role files carry the version with consistent snapshots only") {
  CHECK(role_file_name("targets", 3, true) == "3.targets.json");
  CHECK(role_file_name("targets", 3, false) == "targets.json");
  CHECK(role_file_name("a/b", 1, true) == "1.a%2Fb.json");
}

TEST_CASE("target files carry the hash before the last component with consistent snapshots only") {
  const tuf::TargetFile target{1, {{"sha256", "ab"}, {"sha512", "cd"}}, {}};
  CHECK(target_file_path("x/y/z.txt", target, true) == "x/y/ab.z.txt");
  CHECK(target_file_path("z.txt", target, true) == "ab.z.txt");
  CHECK(target_file_path("x/y/z.txt", target, false) == "x/y/z.txt");
  CHECK(target_file_path("a b/?", target, true) == "a b/ab.?");
  CHECK(target_file_path("z", {1, {{"sha512", "cd"}}, {}}, true) == "cd.z");
}
