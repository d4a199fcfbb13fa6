#include "updater/slots/ordered_work.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <latch>
#include <stdexcept>
#include <vector>

using namespace switchback;

namespace {

OrderedWork<int>::MakeWork always(const OrderedWork<int>::Work& work) {
  return [work] { return work; };
}

}  // namespace

TEST_CASE("results come in the order of their jobs, whichever is done first") {
  std::latch second_done(1);
  OrderedWork<int> work(2, always([&](int& job) {
                          if (job == 0) second_done.wait();
                          if (job == 1) second_done.count_down();
                          job += 100;
                        }));
  work.give(0);
  work.give(1);
  CHECK(work.take() == 100);
  CHECK(work.take() == 101);
  CHECK(work.empty());
}

TEST_CASE("what a job throws comes in its place, and the next jobs are done") {
  OrderedWork<int> work(3, always([](int& job) {
                          if (job == 1) throw std::runtime_error("the second");
                          job += 100;
                        }));
  for (int job = 0; job < 3; ++job) work.give(job);
  CHECK(work.take() == 100);
  CHECK_THROWS_WITH(work.take(), "the second");
  CHECK(work.take() == 102);
}

TEST_CASE("more jobs than there may be at a time go through a few threads") {
  OrderedWork<int> work(2, always([](int& job) { job *= 2; }));
  std::vector<int> results;
  for (int job = 0; job < 1000; ++job) {
    if (work.full()) results.push_back(work.take());
    work.give(job);
  }
  while (!work.empty()) results.push_back(work.take());
  REQUIRE(results.size() == 1000);
  for (int job = 0; job < 1000; ++job) CHECK(results[static_cast<std::size_t>(job)] == job * 2);
}

TEST_CASE("jobs that nobody has begun are dropped at the end") {
  std::latch begun(1);
  std::latch may_end(1);
  std::atomic<int> done = 0;
  {
    OrderedWork<int> work(1, always([&](int& job) {
                            if (job == 0) begun.count_down();
                            may_end.wait();
                            ++done;
                          }));
    for (int job = 0; job < 4; ++job) work.give(job);
    begun.wait();
    may_end.count_down();
    CHECK(work.take() == 0);
  }
  CHECK(done >= 1);
  CHECK(done <= 4);
}
