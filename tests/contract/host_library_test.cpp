// What a program that embeds the host library relies on beyond what the commands use.
#include <catch2/catch.hpp>
#include <filesystem>

#include "base/errors.hpp"
#include "tests/support/host_on_http.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

UpdateRequest upgrade_to(const std::string& version) {
  UpdateRequest request;
  request.kind = UpdateRequest::Kind::upgrade;
  request.to = Version::parse(version);
  return request;
}

}  // namespace

TEST_CASE("a gate that vetoes before the stop or the commit leaves the old version") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  const std::string vetoed = GENERATE("stop", "commit");
  std::vector<std::string> asked;
  host.settings.gate = [&](std::string_view step, std::string_view) {
    asked.emplace_back(step);
    return step != vetoed;
  };
  const Attempt attempt = host.upgrade("0r2");
  CHECK(attempt.code == "vetoed");
  CHECK(attempt.status == 17);
  CHECK(asked.back() == vetoed);
  CHECK(host.holds("0r1"));
  CHECK(host.open().history(1).at(0).outcome == (vetoed == "stop" ? "failed" : "rolled-back"));
  host.settings.gate = {};
  CHECK(host.upgrade("0r2").text == "");
  CHECK(host.holds("0r2"));
}

TEST_CASE("a first installation that is vetoed leaves no version active") {
  HostOnHttp host;
  host.init();
  const std::string vetoed = GENERATE("stop", "commit");
  host.settings.gate = [&](std::string_view step, std::string_view) { return step != vetoed; };
  CHECK(host.install("0r1").code == "vetoed");
  CHECK_FALSE(fs::exists(fs::symlink_status(host.root / "current")));
  CHECK_FALSE(host.open().status().version.has_value());
  CHECK(host.open().lock("test").was_clean);
  host.settings.gate = {};
  CHECK(host.install("0r1").text == "");
  CHECK(host.holds("0r1"));
}

TEST_CASE("an update is abandoned at any point before it is confirmed") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  const bool activated = GENERATE(false, true);
  {
    Host library = host.open();
    const Update update = library.prepare(library.plan(upgrade_to("0r2")));
    if (activated) library.activate(update);
    library.abandon(update);
    CHECK_THROWS_AS(library.confirm(update), StateError);
  }
  CHECK(host.holds("0r1"));
  // Given up after the switch it counts as a release that failed here.
  CHECK(host.upgrade("0r2").code == (activated ? "rolled-back" : "ok"));
}

TEST_CASE("what one process prepared another activates and confirms") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  Update update;
  {
    Host library = host.open();
    library.lock("first");
    update = library.prepare(library.plan(upgrade_to("0r2")));
    library.set_aside(update);
  }
  Host library = host.open();
  library.activate(update);
  library.confirm(update);
  CHECK(host.holds("0r2"));
}

TEST_CASE("a stop request ends a call of the library as an interruption") {
  HostOnHttp host;
  host.init();
  REQUIRE(host.install("0r1").code == "ok");
  std::stop_source stop;
  host.settings.stop = stop.get_token();
  Host library = host.open();
  const Plan plan = library.plan(upgrade_to("0r2"));
  stop.request_stop();
  CHECK_THROWS_AS(library.prepare(plan), Interrupted);
  host.settings.stop = {};
  CHECK(host.open().history(1).at(0).outcome == "interrupted");
  CHECK(host.holds("0r1"));
}
