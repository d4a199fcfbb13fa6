// What stands in .switchback in place of what belongs there: named or passed over, never waited
// for, never taken into a tree, and no failure after the switch.
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/host_on_http.hpp"
#include "tests/support/source_tree.hpp"
#include "updater/state/sqlite.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

void plant_fifo(const fs::path& path) {
  fs::remove(path);
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
}

void plant_huge(const fs::path& path) {
  put_file(path, "");
  fs::resize_file(path, std::uintmax_t{1} << 40);  // sparse
}

}  // namespace

TEST_CASE("a pipe planted for a file of the host's own makes no command wait") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  REQUIRE(host.upgrade("0r2").code == "ok");
  const fs::path own = host.root / ".switchback";
  for (const char* name : {"last-check.json", "status.json", "logs/update.log",
                           "slots/a.fingerprints", "slots/b.fingerprints", "trust/timestamp.json",
                           "trust/snapshot.json", "trust/p-demo.json", "trust/root.json"}) {
    INFO(name);
    plant_fifo(own / name);
    CHECK(host.attempt([](Host& h) {
                h.check();
                h.status();
              })
              .text == "");
  }
  CHECK(host.upgrade("0r3").text == "");
  CHECK(host.holds("0r3"));
  plant_fifo(own / "slots/a.index");
  CHECK_FALSE(host.open().verify(false).empty());
}

TEST_CASE("a huge file planted for the last check or for metadata costs no memory and no command") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  for (const char* name : {"last-check.json", "trust/timestamp.json", "trust/p-demo-0001.json"})
    plant_huge(host.root / ".switchback" / name);
  CHECK(host.attempt([](Host& h) { h.check(); }).text == "");
  CHECK(host.upgrade("0r2").text == "");
  CHECK(host.holds("0r2"));
}

TEST_CASE("what was planted in incoming becomes no part of a tree") {
  HostOnHttp host;
  host.init();
  const std::string bundle = host.repository.bundle_of("0r1").filename().string();
  host.first.inject("*" + bundle, Fault::status(500));
  host.first.inject("*" + bundle, Fault::cut_after(1'000'000), 1);
  REQUIRE(host.install("0r1").status == 18);
  host.first.clear_faults();
  const fs::path tree = host.root / ".switchback/incoming/tree";
  REQUIRE(fs::exists(tree));
  put_file(tree / "stranger", "foreign");
  put_file(tree / "bin/setuid", "foreign", 0755);
  fs::create_directories(tree / "foreign/folder");
  fs::remove_all(tree / "version");
  put_file(tree / "version/of/another", "a folder in place of a file");
  fs::remove_all(tree / "same");
  const fs::path outside = host.directory / "outside";
  fs::copy_file(host.tree("0r1") / "same", outside);
  fs::create_hard_link(outside, tree / "same");  // the right content, somebody else's inode
  REQUIRE(host.install("0r1").text == "");
  CHECK(host.holds("0r1"));
  CHECK(fs::hard_link_count(host.root / "current/same") == 1);
}

TEST_CASE("a database damaged after the switch is a warning, not a failure") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  Host updating = host.open();
  UpdateRequest request;
  request.kind = UpdateRequest::Kind::upgrade;
  request.to = Version::parse("0r2");
  const Update update = updating.prepare(updating.plan(request));
  updating.activate(update);
  Database::open(host.root / ".switchback/state.db", Database::Mode::read_write)
      .execute("UPDATE updates SET kind = 'of the future'");
  CHECK_NOTHROW(updating.confirm(update));
  CHECK_FALSE(updating.take_warnings().empty());
  CHECK(snapshot(fs::canonical(host.root / "current")) == snapshot(host.tree("0r2")));
}

TEST_CASE("confirming an update that does not wait is refused") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  const Attempt attempt = host.attempt([](Host& h) {
    h.confirm({h.history().at(0).id, std::nullopt, *Version::parse("0r1")});
  });
  CHECK(attempt.code == "state");
}

TEST_CASE("init changes no mode through a symlink planted under one of its names") {
  HostOnHttp host;
  const fs::path victim = host.directory / "victim";
  fs::create_directories(victim);
  fs::create_directories(host.root);
  fs::permissions(victim, fs::perms::owner_all);
  const std::string name =
      GENERATE(std::string(".switchback"), std::string("config"), std::string("data"));
  fs::create_directory_symlink(victim, host.root / name);
  try {
    host.init();
  } catch (const std::exception&) {
    CHECK(name == ".switchback");
  }
  CHECK(fs::status(victim).permissions() == fs::perms::owner_all);
}

TEST_CASE("init keeps the mode of a data folder that is there") {
  HostOnHttp host;
  const fs::path data = host.root / "data";
  fs::create_directories(data);
  fs::permissions(data, fs::perms::owner_all);
  host.init();
  CHECK(fs::status(data).permissions() == fs::perms::owner_all);
}
