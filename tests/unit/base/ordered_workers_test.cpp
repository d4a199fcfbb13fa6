#include "base/ordered_workers.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <latch>
#include <string>

using namespace switchback;

namespace {

struct Desk {
  int uses = 0;
};
using Workers = OrderedWorkers<Desk, int>;

std::unique_ptr<Desk> make_desk() {
  return std::make_unique<Desk>();
}

// Blocks a task until nobody wants its result any more.
void wait_for(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait(lock, stop, [] { return false; });
}

}  // namespace

TEST_CASE("results come in the order of the tasks, whichever ends first") {
  std::latch second_is_done(1);
  Workers workers(2, make_desk);
  workers.submit([&](Desk&, const std::stop_token&) {
    second_is_done.wait();
    return 1;
  });
  workers.submit([&](Desk&, const std::stop_token&) {
    second_is_done.count_down();
    return 2;
  });
  CHECK(workers.next() == 1);
  CHECK(workers.next() == 2);
  CHECK(workers.in_flight() == 0);
}

TEST_CASE("what a task throws is thrown where its result is taken, and others go on") {
  Workers workers(1, make_desk);
  workers.submit([](Desk&, const std::stop_token&) { return 1; });
  workers.submit(
      [](Desk&, const std::stop_token&) -> int { throw TrustError("trust-limit", "x"); });
  workers.submit([](Desk&, const std::stop_token&) { return 3; });
  CHECK(workers.next() == 1);
  CHECK_THROWS_AS(workers.next(), TrustError);
  CHECK(workers.next() == 3);
}

TEST_CASE("each thread makes one context and uses it again") {
  std::atomic<int> made = 0;
  Workers workers(1, [&] {
    ++made;
    return make_desk();
  });
  for (int i = 0; i < 3; ++i)
    workers.submit([](Desk& desk, const std::stop_token&) { return ++desk.uses; });
  for (int i = 1; i <= 3; ++i) CHECK(workers.next() == i);
  CHECK(made == 1);
}

TEST_CASE("a context that cannot be made fails the task, not the program") {
  Workers workers(1, []() -> std::unique_ptr<Desk> { throw std::bad_alloc(); });
  workers.submit([](Desk&, const std::stop_token&) { return 1; });
  CHECK_THROWS_AS(workers.next(), std::bad_alloc);
}

TEST_CASE("two tasks for each thread are enough, and a result that is taken makes room") {
  Workers workers(2, make_desk);
  for (int i = 0; i < 4; ++i) {
    CHECK_FALSE(workers.is_full());
    workers.submit([i](Desk&, const std::stop_token&) { return i; });
  }
  CHECK(workers.is_full());
  CHECK(workers.next() == 0);
  CHECK_FALSE(workers.is_full());
}

TEST_CASE("a stop ends the wait for a result, and the end of the pool the work on it") {
  std::stop_source stop;
  std::latch begun(1);
  bool ended = false;
  bool unbegun = true;
  {
    Workers workers(1, make_desk);
    workers.submit([&](Desk&, const std::stop_token& closing) {
      begun.count_down();
      wait_for(closing);
      ended = true;
      return 1;
    });
    workers.submit([&](Desk&, const std::stop_token&) {
      unbegun = false;
      return 2;
    });
    begun.wait();
    stop.request_stop();
    CHECK_THROWS_AS(workers.next(stop.get_token()), Interrupted);
  }
  CHECK(ended);
  CHECK(unbegun);
}

TEST_CASE("what a task holds is let go when it is done, not when its result is taken") {
  std::latch next_began(1);
  Workers workers(1, make_desk);
  const auto held = std::make_shared<int>(7);
  workers.submit([held](Desk&, const std::stop_token&) { return *held; });
  workers.submit([&](Desk&, const std::stop_token&) {
    next_began.count_down();
    return 0;
  });
  next_began.wait();
  CHECK(held.use_count() == 1);
  CHECK(workers.next() == 7);
}
