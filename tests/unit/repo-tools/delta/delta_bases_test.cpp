#include "repo-tools/delta/delta_bases.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/repo-tools/delta/delta_scene.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

ReleaseRecord record(const std::string& text) {
  ReleaseRecord result;
  result.version = version(text);
  return result;
}

std::string bases(const std::vector<ReleaseRecord>& releases, const ReleaseRecord& to) {
  std::string names;
  for (const std::size_t position : delta_bases(releases, to))
    names += (names.empty() ? "" : " ") + releases[position].version.text();
  return names;
}

}  // namespace

TEST_CASE("bases are the older releases in version order, the newest first") {
  const std::vector<ReleaseRecord> releases{record("0r3"), record("0b2"), record("0r1"),
                                            record("0a2"), record("0r2"), record("0r2+1")};
  CHECK(bases(releases, record("0r3")) == "0r2+1 0r2 0b2 0a2 0r1");
  CHECK(bases(releases, record("0r2")) == "0b2 0a2 0r1");
  CHECK(bases(releases, record("0a1")).empty());
}

TEST_CASE("no delta leads from where no host goes on") {
  std::vector<ReleaseRecord> releases{record("0r1"), record("0r2"), record("0r3")};
  releases[2].yanked = "it leaks";
  CHECK(bases(releases, record("0r4")) == "0r2 0r1");
  releases[1].dead_end = "reinstall";
  CHECK(bases(releases, record("0r4")) == "0r1");
  ReleaseRecord to = record("0r4");
  to.upgrades_from = "<0r1";
  CHECK(bases(releases, to).empty());
  to.upgrades_from = "no range";
  CHECK(bases(releases, to).empty());
}

TEST_CASE("a barrier is a base, and none below it is, where every host sees it") {
  std::vector<ReleaseRecord> releases{record("0r1"), record("0b2"), record("0r2")};
  releases[1].barrier = true;
  CHECK(bases(releases, record("0r3")) == "0r2 0b2 0r1");  // stable hosts pass a beta
  CHECK(bases(releases, record("0b3")) == "0r2 0b2");
  releases[2].barrier = true;
  CHECK(bases(releases, record("0r3")) == "0r2");
  releases[2].yanked = "it leaks";
  CHECK(bases(releases, record("0r3")) == "0b2 0r1");
}
