#include "updater/cli/plan_text.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

namespace {

Plan plan() {
  Plan plan;
  plan.product = "demo";
  plan.from = Version::parse("0a1");
  plan.to = Version::parse("0r1");
  plan.download_bytes = 2048;
  plan.requests = 3;
  plan.write_bytes = 4096;
  plan.changed_files = 2;
  plan.expected_time = std::chrono::seconds(75);
  plan.expected_time_measured = true;
  plan.expected_time_basis = "1 MiB/s, measured over the last update";
  plan.steps = {"preflight", "stage"};
  plan.undo = "rollback: instant to 0a1";
  return plan;
}

}  // namespace

TEST_CASE("a plan names versions, bytes, requests, space, time, steps and the way back") {
  CHECK(plan_text(plan()) ==
        "upgrade demo from 0a1 to 0r1\n"
        "  download  2.00 KiB in at most 3 requests\n"
        "  write     4.00 KiB in 2 files\n"
        "  space     0 B needed, 0 B free\n"
        "  time      about 1 min 15 s (1 MiB/s, measured over the last update)\n"
        "  steps     preflight stage\n"
        "  undo      rollback: instant to 0a1\n");
}

TEST_CASE("a plan says what it has cost itself") {
  Plan costly = plan();
  costly.planning_bytes = 1024;
  CHECK(plan_text(costly).find(
            "  download  2.00 KiB in at most 3 requests, beside 1.00 KiB for this plan\n") !=
        std::string::npos);
  CHECK(plan_json(costly)["planning_bytes"] == 1024);
}

TEST_CASE("an instant plan has nothing to download, and a short time is not feigned to be exact") {
  Plan instant = plan();
  instant.instant = true;
  instant.expected_time = std::chrono::milliseconds(12);
  const std::string text = plan_text(instant);
  CHECK(text.find("  download") == std::string::npos);
  CHECK(text.find("nothing to download") != std::string::npos);
  CHECK(text.find("time      under a second (") != std::string::npos);
}

TEST_CASE("what a release says cannot move the cursor") {
  Plan hostile = plan();
  hostile.notes = {"a\x1b[2Jb\nc"};
  CHECK(plan_text(hostile).find("  note      a?[2Jb c\n") != std::string::npos);
}

TEST_CASE("the plan's JSON says where the time comes from") {
  Plan measured = plan();
  CHECK(plan_json(measured)["expected_milliseconds"] == 75'000);
  CHECK(plan_json(measured)["expected_from"] == "history");
  measured.expected_time_measured = false;
  CHECK(plan_json(measured)["expected_from"] == "default");
  CHECK(plan_json(measured)["from"] == "0a1");
  measured.from.reset();
  CHECK(plan_json(measured)["from"].is_null());
}
