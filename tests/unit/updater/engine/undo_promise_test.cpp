#include "updater/engine/undo_promise.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

namespace {

using Kind = UpdateRequest::Kind;

std::optional<Version> version(const std::string& text) {
  return text.empty() ? std::nullopt : Version::parse(text);
}

}  // namespace

TEST_CASE("a plan promises the way back that the next command will take") {
  struct Row {
    Kind kind;
    std::string from, to, floor, promise;
  };
  const auto row = GENERATE(values<Row>({
      {Kind::install, "", "0r1", "", ""},
      {Kind::upgrade, "0a1", "0r1", "", "rollback: instant to 0a1"},
      {Kind::upgrade, "0a1", "0r1", "0a1", "rollback: instant to 0a1"},
      {Kind::upgrade, "0a1", "0r1", "0b1",
       "rollback: instant to 0a1, with --force only (min_version 0b1)"},
      {Kind::downgrade, "0r1", "0a1", "0a1", "rollback: instant to 0r1"},
      {Kind::rollback, "0r1", "0a1", "", "upgrade: instant to 0r1"},
      {Kind::rollback, "0a1", "0r1", "", "downgrade: instant to 0a1"},
      {Kind::rollback, "0a1", "0r1", "0b1",
       "downgrade: instant to 0a1, with --force only (min_version 0b1)"},
  }));
  Plan plan;
  plan.request.kind = row.kind;
  plan.from = version(row.from);
  plan.to = version(row.to);
  CHECK(undo_promise(plan, version(row.floor)) == row.promise);
}

TEST_CASE("the floor is what the release's description demands") {
  ReleaseManifest manifest;
  CHECK_FALSE(floor_of(manifest));
  manifest.release.min_version = "0b1";
  CHECK(floor_of(manifest) == Version::parse("0b1"));
}
