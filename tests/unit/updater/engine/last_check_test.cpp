#include "updater/engine/last_check.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/temporary_directory.hpp"

using namespace switchback;

namespace {

class Root {
 public:
  Root() : layout(directory_ / "root") { std::filesystem::create_directories(layout.own()); }

 private:
  test::TemporaryDirectory directory_;

 public:
  const Layout layout;
};

LastCheckRecord record() {
  LastCheckRecord record;
  record.time = *parse_timestamp("2026-11-27T10:00:00Z");
  record.time_floor = *parse_timestamp("2026-11-27T09:00:00Z");
  record.expires = *parse_timestamp("2026-12-01T00:00:00Z");
  record.result = "none";
  record.installed = "0r1";
  record.notices = {"0r1, which runs here, was withdrawn: it leaks"};
  record.mirrors = {{"https://one/", "network: refused", record.time}};
  return record;
}

}  // namespace

TEST_CASE("what a check noted is read back") {
  const Root root;
  save_last_check(root.layout, record());
  const LastCheckRecord read = load_last_check(root.layout);
  CHECK(read.time_floor == record().time_floor);
  CHECK(read.expires == record().expires);
  CHECK(read.notices == record().notices);
  CHECK(read.mirrors == record().mirrors);
}

TEST_CASE("whatever a publisher or a mirror says, the floor of time is not lost") {
  const Root root;
  LastCheckRecord talkative = record();
  talkative.notices = {std::string(20'000, '\n')};
  talkative.mirrors.assign(1000, talkative.mirrors.front());
  save_last_check(root.layout, talkative);
  CHECK(load_last_check(root.layout).time_floor == record().time_floor);
}

TEST_CASE("another command's refresh keeps what the last check found") {
  const Root root;
  save_last_check(root.layout, record());
  note_refresh(root.layout, {*parse_timestamp("2026-11-27T12:00:00Z"), record().expires, {}});
  const LastCheckRecord read = load_last_check(root.layout);
  CHECK(read.time_floor == *parse_timestamp("2026-11-27T12:00:00Z"));
  CHECK(read.result == "none");
  CHECK(read.mirrors.empty());
}
