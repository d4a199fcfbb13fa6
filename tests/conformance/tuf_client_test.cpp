// tuf-client as a process over HTTP, the way an outside test suite runs it.
#include <catch2/catch.hpp>

#include "base/durable.hpp"
#include "tests/conformance/driven_client.hpp"

using namespace switchback;
using namespace switchback::test;
using switchback::conformance::TufClient;
using Requests = std::vector<std::string>;

TEST_CASE("init copies the root and asks nothing of the network") {
  TufClient client;
  CHECK(client.init() == 0);
  CHECK(client.stored("metadata/root.json") == client.sim.root_bytes(1));
  CHECK(client.server.requests().empty());
  CHECK(client.run({"--metadata-dir", client.path("metadata"), "init", client.path("missing")}) ==
        1);
}

TEST_CASE("refresh stores what it received under names without versions") {
  TufClient client;
  client.sim.add_delegation("targets", "a/b", {"*"});
  client.sim.targets().version = 2;
  client.sim.update_snapshot();
  REQUIRE(client.init() == 0);
  CHECK(client.refresh() == 0);
  CHECK(client.requests() == Requests{"metadata/2.root.json", "metadata/timestamp.json",
                                      "metadata/2.snapshot.json", "metadata/2.targets.json"});
  CHECK(client.download({"missing"}) == 1);
  CHECK(client.requests() ==
        Requests{"metadata/2.root.json", "metadata/timestamp.json", "metadata/1.a%2Fb.json"});
  CHECK(client.names("metadata") == Requests{"a%2Fb.json", "root.json", "root_history",
                                             "snapshot.json", "targets.json", "timestamp.json"});
  CHECK(client.stored("metadata/timestamp.json") == client.sim.role_bytes("timestamp"));
  CHECK(client.stored("metadata/a%2Fb.json") == client.sim.role_bytes("a/b"));
}

TEST_CASE("an invalid root makes the next refresh fail without a request") {
  TufClient client;
  const std::string root = client.sim.root_bytes(1);
  const std::string bad =
      GENERATE_COPY(as<std::string>{}, "", "{}", "[", root.substr(0, root.size() / 2),
                    std::string(600'000, ' '), root + "x");
  write_file_durably(client.directory / "root.json", bad);
  CHECK(client.init() == 0);
  CHECK(client.stored("metadata/root.json").substr(0, 1000) == bad.substr(0, 1000));
  CHECK(client.refresh() == 1);
  CHECK(client.requests().empty());
}

TEST_CASE(
    "download refreshes first, then takes the names in order and stops at the first failure") {
  TufClient client;
  client.sim.add_target("targets", "one", "1");
  client.sim.add_target("targets", "dir/sub/two", "22");
  client.sim.add_target("targets", "three", "333");
  client.sim.targets().version = 2;
  client.sim.update_snapshot();
  REQUIRE(client.init() == 0);
  CHECK(client.download({"dir/sub/two", "missing", "three"}) == 1);
  CHECK(client.names("targets") == Requests{"dir%2Fsub%2Ftwo"});
  CHECK(client.stored("targets/dir%2Fsub%2Ftwo") == "22");
  CHECK(client.requests().back() == "targets/dir/sub/" + Sha256::of("22").hex() + ".two");
  CHECK(client.names("metadata").size() == 5);  // what was refreshed is kept

  CHECK(client.download({"one", "dir/sub/two", "three"}) == 0);
  CHECK(client.names("targets").size() == 3);
  CHECK(client.requests().size() == 4);  // two of metadata; the second target is there already
}

TEST_CASE("the same target replaces the same file, a refused one leaves the old file") {
  TufClient client;
  client.sim.add_target("targets", "file", "old");
  client.sim.targets().version = 2;
  client.sim.update_snapshot();
  REQUIRE(client.init() == 0);
  REQUIRE(client.download({"file"}) == 0);

  client.sim.add_target("targets", "file", "newer");
  client.sim.contents["file"] = GENERATE("evil!", "ev", "much longer than it should be", "");
  client.sim.targets().version = 3;
  client.sim.update_snapshot();
  CHECK(client.download({"file"}) == 1);
  CHECK(client.stored("targets/file") == "old");
  client.sim.contents["file"] = "newer";
  CHECK(client.download({"file"}) == 0);
  CHECK(client.stored("targets/file") == "newer");
  CHECK(client.names("targets") == Requests{"file"});
}

TEST_CASE("target paths do not lead out of the target directory") {
  TufClient client;
  const std::string target =
      GENERATE("../../escape", "/escape", "..", ".", "a/../../escape", "-dash", "a b?c");
  client.sim.add_target("targets", target, "content");
  client.sim.targets().version = 2;
  client.sim.update_snapshot();
  REQUIRE(client.init() == 0);
  const int status = client.download({target});
  CHECK((status == 0 || status == 1));
  CHECK(client.names(".") == Requests{"metadata", "root.json", "targets"});
  CHECK(client.names("targets").size() == (status == 0 ? 1U : 0U));
}

TEST_CASE("consistent snapshots may be off") {
  TufClient client;
  client.sim.root.consistent_snapshot = false;
  client.sim.bump_root();
  client.sim.add_target("targets", "dir/file", "content");
  client.sim.targets().version = 2;
  client.sim.update_snapshot();
  REQUIRE(client.init() == 0);
  CHECK(client.download({"dir/file"}) == 0);
  CHECK(client.requests() == Requests{"metadata/2.root.json", "metadata/3.root.json",
                                      "metadata/timestamp.json", "metadata/snapshot.json",
                                      "metadata/targets.json", "targets/dir/file"});
}

TEST_CASE("whatever a server does, the exit status is 1") {
  TufClient client;
  REQUIRE(client.init() == 0);
  const std::string file =
      GENERATE("metadata/timestamp.json", "metadata/1.snapshot.json", "metadata/2.root.json");
  client.sim.bump_root();
  const Fault fault =
      GENERATE(Fault::drop(), Fault::cut_after(20), Fault::status(500), Fault::captive_page(),
               Fault::endless(), Fault::redirect_to("file:///etc/passwd"), Fault::corrupt_at(200));
  client.server.inject(file, fault);
  CHECK(client.refresh() == 1);
  CHECK(client.requests().back() == file);  // asked for once: no retry
}

TEST_CASE("a wrong command line exits with 1") {
  TufClient client;
  const std::string dir = client.path("metadata");
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {},
           {"refresh"},
           {"--metadata-dir", dir, "refresh"},
           {"--metadata-dir"},
           {"init", "x"},
           {"--metadata-dir", dir, "init"},
           {"--metadata-dir", dir, "--metadata-url", "ftp://x/", "refresh"},
           {"--metadata-dir", dir, "--metadata-url", "http://127.0.0.1:1/", "download"},

           {"--bogus", "x"}})
    CHECK(client.run(arguments) == 1);
}

TEST_CASE("help is given") {
  TufClient client;
  CHECK(client.run({"--help"}) == 0);
}

TEST_CASE("the clock can be set from outside") {
  TufClient client;
  REQUIRE(client.init() == 0);
  CHECK(client.refresh() == 0);
  const std::string library = SWITCHBACK_FAKE_CLOCK;
  if (library.empty()) return;  // a sanitizer's library must be the first to load
  CHECK(client.refresh({{"LD_PRELOAD", library}, {"FAKE_CLOCK_SECONDS", "0"}}) == 0);
  CHECK(client.refresh({{"LD_PRELOAD", library}, {"FAKE_CLOCK_SECONDS", "3456000"}}) ==
        1);  // 40 days on
}
