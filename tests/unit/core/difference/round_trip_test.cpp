#include "tests/unit/core/difference/round_trip.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "base/errors.hpp"

using namespace switchback;
using test::checked_difference;
using test::noise;

namespace {

// A copy of a text with `count` changes: bytes changed, ranges removed, inserted, moved and
// repeated.
std::string edited(std::string text, unsigned count, std::mt19937& random) {
  for (unsigned i = 0; i < count && !text.empty(); ++i) {
    const std::size_t at = random() % text.size();
    const std::size_t length = 1 + random() % 300;
    const std::string range = text.substr(at, length);
    switch (random() % 5) {
      case 0:
        text[at] = static_cast<char>(random());
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, noise(length, static_cast<unsigned>(random())));
        break;
      case 3:
        text.erase(at, length);
        text.insert(random() % (text.size() + 1), range);
        break;
      default:
        text.insert(random() % (text.size() + 1), range);
    }
  }
  return text;
}

}  // namespace

TEST_CASE("a difference between edited files gives the new one, and is small") {
  std::mt19937 random(11);
  for (unsigned round = 0; round < 30; ++round) {
    const std::string before = noise(1 + random() % 40'000, round);
    const std::string after = edited(before, round, random);
    const auto made = checked_difference(before, after);
    CHECK(made.size() < 64 + 340 * round);
  }
}

TEST_CASE("nothing, one byte, and files of one byte repeated") {
  const std::string some = noise(1000, 1);
  const std::string zeros(100'000, '\0');
  const std::string ones(70'000, '\1');
  CHECK(checked_difference("", "").frames.empty());
  for (const std::string& before : {std::string(), std::string("a"), some, zeros})
    for (const std::string& after :
         {std::string(), std::string("a"), std::string("b"), some, zeros, ones})
      checked_difference(before, after);
  CHECK(checked_difference(some, some).size() < 40);
  CHECK(checked_difference(zeros, ones).size() < 100);
}

TEST_CASE("what the files have nothing in common is stored, hardly longer than it is") {
  const std::string after = noise(100'000, 3);
  CHECK(checked_difference(noise(100'000, 2), after).size() <
        after.size() + after.size() / 1000 + 100);
}

TEST_CASE("a table whose numbers all grew costs little more than the first of them") {
  std::string before;
  std::string after;
  std::mt19937 random(5);
  for (unsigned i = 0; i < 3000; ++i) {
    const auto value = static_cast<std::uint32_t>(random());
    const std::string rest = noise(16, i);
    for (unsigned shift = 0; shift < 32; shift += 8) {
      before += static_cast<char>(value >> shift);
      after += static_cast<char>((value + 0x1234) >> shift);
    }
    before += rest;
    after += rest;
  }
  CHECK(checked_difference(before, after).size() < 500);
}

TEST_CASE("files above 16 MiB have frames of their own, each decoded alone") {
  const std::string before = noise(512 * 1024, 6);
  std::string after = "begin";
  while (after.size() <= difference::kFrameContent) after += before;
  const auto made = checked_difference(before, after + "end");
  CHECK(made.frames.size() == 2);
  CHECK(made.size() < 300);
}

TEST_CASE("an old file that is searched in segments gives the same new file") {
  std::mt19937 random(12);
  constexpr std::size_t kSegment = 64 * 1024;
  const std::string before = noise(3 * kSegment, 8);
  // What is copied comes from each of the segments, in another order.
  const std::string after = before.substr(2 * kSegment) +
                            edited(before.substr(0, kSegment), 20, random) +
                            before.substr(kSegment, kSegment);
  difference::EncoderOptions options;
  options.memory = 1;  // raised to the least
  CHECK(checked_difference(before, after, options).size() < 10'000);
}

TEST_CASE("the same files give the same bytes") {
  std::mt19937 random(13);
  const std::string before = noise(20'000, 9);
  const std::string after = edited(before, 10, random);
  const auto one = difference::encode_difference(before, after);
  const auto other = difference::encode_difference(std::string(before), std::string(after));
  CHECK(one.plan == other.plan);
  CHECK(one.frames == other.frames);
}

TEST_CASE("encoding ends soon after a stop is requested") {
  std::stop_source source;
  source.request_stop();
  difference::EncoderOptions options;
  options.stop = source.get_token();
  CHECK_THROWS_AS(difference::encode_difference(noise(300'000, 1), noise(300'000, 2), options),
                  Interrupted);
}
