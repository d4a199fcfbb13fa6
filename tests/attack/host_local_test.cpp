// What is wrong on the host's own disk is never taken for content, and nothing leads outside.
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/host_on_http.hpp"
#include "tests/support/source_tree.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

TEST_CASE("an altered file of a slot is not a source of content") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  const fs::path active = fs::canonical(host.root / "current");
  put_file(active / "same", random_bytes(200'000, 99));  // 0r2 has it unchanged
  std::string large = content_of(host.tree("0r1") / "large");
  large[3'000'000] = static_cast<char>(large[3'000'000] ^ 1);
  put_file(active / "large", large);
  REQUIRE(host.upgrade("0r2").text == "");
  CHECK(snapshot(fs::canonical(host.root / "current")) == snapshot(host.tree("0r2")));
}

TEST_CASE("a symlink planted in a slot or in incoming leads nowhere") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  REQUIRE(host.upgrade("0r2").code == "ok");
  const fs::path outside = host.directory / "outside";
  put_file(outside / "server", "untouched");
  const fs::path slot = host.root / ".switchback/slots/a";
  fs::remove_all(slot / "bin");
  fs::create_symlink(outside, slot / "bin");
  const fs::path incoming = host.root / ".switchback/incoming/tree";
  fs::create_directories(incoming);
  fs::create_symlink(outside, incoming / "bin");
  fs::create_symlink(outside / "server", incoming / "version");
  CHECK(host.upgrade("0r3").text == "");
  CHECK(host.holds("0r3"));
  CHECK(snapshot(outside) == std::map<std::string, std::string>{{"server", "file 644 untouched"}});
}

TEST_CASE("a damaged index of a slot is not believed") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  REQUIRE(host.upgrade("0r2").code == "ok");
  const std::string name = GENERATE(std::string("a"), std::string("b"));
  const fs::path index = host.root / ".switchback/slots" / (name + ".index");
  std::string bytes = content_of(index);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  put_file(index, bytes, 0600);
  CHECK_FALSE(host.open().verify(false).empty());
  CHECK(host.attempt([](Host& h) { h.verify(true); }).text == "");
  CHECK(host.holds("0r2"));
  CHECK(host.upgrade("0r3").text == "");
  CHECK(host.holds("0r3"));
}

TEST_CASE("planted fingerprints of another tree prove nothing") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  REQUIRE(host.upgrade("0r2").code == "ok");
  const fs::path slots = host.root / ".switchback/slots";
  put_file(slots / "a/changed", random_bytes(400'000, 7));
  fs::copy_file(slots / "b.fingerprints", slots / "a.fingerprints",
                fs::copy_options::overwrite_existing);
  const Attempt attempt = host.change(UpdateRequest::Kind::rollback, "");
  CHECK(attempt.code == "damaged-slot");
  CHECK(attempt.status == 20);
}
