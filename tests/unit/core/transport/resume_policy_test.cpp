#include "core/transport/resume_policy.hpp"

#include <catch2/catch.hpp>

using namespace switchback;
using namespace std::chrono_literals;

TEST_CASE("pauses double up to half a minute") {
  CHECK(resume_pause(0, 250ms) == 250ms);
  CHECK(resume_pause(1, 250ms) == 500ms);
  CHECK(resume_pause(3, 250ms) == 2s);
  CHECK(resume_pause(7, 250ms) == 30s);
  CHECK(resume_pause(1000, 250ms) == 30s);
  CHECK(resume_pause(5, 0ms) == 0ms);
}

TEST_CASE("what may come in vain grows with what is wanted") {
  CHECK(most_in_vain(0) == 48 * 1024 * 1024);
  CHECK(most_in_vain(1'000'000'000) == most_in_vain(0) + 1'000'000'000);
}

TEST_CASE("shaky mirrors are resumed, liars are not") {
  for (const char* code : {"network", "too-slow"}) CHECK(may_be_resumed({code, "x"}));
  for (const int status : {429, 500, 503}) CHECK(may_be_resumed({"http", "x", status}));
  for (const int status : {403, 404, 416}) CHECK_FALSE(may_be_resumed({"http", "x", status}));
  for (const char* code : {"bad-answer", "too-large"}) CHECK_FALSE(may_be_resumed({code, "x"}));
}
