#include "base/stoppable_wait.hpp"

#include <catch2/catch.hpp>
#include <thread>

using namespace switchback;
using namespace std::chrono_literals;

TEST_CASE("a wait lasts as long as was said where nobody stops it") {
  const std::stop_source stop;
  const auto started = std::chrono::steady_clock::now();
  CHECK(wait_unless_stopped(stop.get_token(), 5ms));
  CHECK(std::chrono::steady_clock::now() - started >= 5ms);
}

TEST_CASE("a stop request ends every wait") {
  std::stop_source stop;
  const std::jthread stopper([&] { stop.request_stop(); });
  CHECK_FALSE(wait_unless_stopped(stop.get_token(), 1h));
  wait_for_stop(stop.get_token());
  CHECK_FALSE(wait_unless_stopped(stop.get_token(), 1h));
}
