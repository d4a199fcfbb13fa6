#include "core/transport/multipart_reader.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "tests/support/multipart_answer.hpp"

using namespace switchback;
using namespace std::string_literals;

namespace {

const std::string kContent = "0123456789abcdefghijklmnopqrstuvwxyz";

// What a reader made of an answer, and how it ended.
struct Reading : MultipartReader::Parts {
  std::string seen;
  std::string end;  // "complete", "more" or an error's code

  void part(const ContentRange& range) override {
    seen += fmt::format("[{}-{}/{}]", range.begin, range.end, range.total.value_or(0));
  }
  void part_bytes(std::string_view bytes) override { seen += bytes; }
  bool operator==(const Reading& other) const { return seen == other.seen && end == other.end; }
};

// Cut where `cuts` says.
Reading read(std::string_view body, const std::vector<std::size_t>& cuts = {}) {
  Reading reading;
  MultipartReader reader("a-boundary", reading);
  try {
    std::size_t at = 0;
    for (const std::size_t cut : cuts) {
      reader.feed(body.substr(at, cut - at));
      at = cut;
    }
    reader.feed(body.substr(at));
    reading.end = reader.complete() ? "complete" : "more";
  } catch (const FetchError& error) {
    reading.end = error.code();
  }
  return reading;
}

std::string part(const std::string& range, const std::string& bytes) {
  return "\r\n--a-boundary\r\nContent-Range: bytes " + range + "\r\n\r\n" + bytes;
}
const std::string kEnd = "\r\n--a-boundary--\r\n";

}  // namespace

TEST_CASE("parts come out with their ranges") {
  const auto reading = read(test::multipart_body(kContent, {{0, 3}, {10, 10}, {34, 35}}));
  CHECK(reading.seen == "[0-4/36]0123[10-11/36]a[34-36/36]yz");
  CHECK(reading.end == "complete");
}

TEST_CASE("what stands before the first part and after the last is passed over") {
  const auto reading = read(
      "some words\n--another\r\n--a-boundary \t\r\nX: y\r\nCONTENT-RANGE:bytes "
      "2-3/*\r\n\r\n23\r\n--a-boundary--and more\n");
  CHECK(reading.seen == "[2-4/0]23");
  CHECK(reading.end == "complete");
  CHECK(read(part("2-3/9", "23") + "\r\n--a-boundary--").end == "complete");
}

TEST_CASE("content may hold the boundary") {
  const std::string content = "\r\n--a-boundary--\r\n--a-boundary\r\n";
  CHECK(read(part(fmt::format("0-{}/99", content.size() - 1), content) + kEnd).seen ==
        fmt::format("[0-{}/99]{}", content.size(), content));
}

TEST_CASE("every cut of an answer into packets comes to the same") {
  const std::string whole =
      GENERATE("before\r\n" + test::multipart_body(kContent, {{0, 3}, {10, 10}}) + "after",
               part("0-3/36", "0123") + part("7-9/36", "7890"),  // one byte too many
               part("0-3/36", "0123") + "\r\n--a-boundary--" + std::string(20, '\r'),
               part("0-3/36", "0123") + "\r\n--a-boundaryX" + part("5-5/36", "5") + kEnd,
               part("0-3/36", "01"));
  const Reading expected = read(whole);
  for (std::size_t first = 0; first <= whole.size(); ++first)
    for (std::size_t second = first; second <= whole.size(); ++second)
      REQUIRE(read(whole, {first, second}) == expected);
  std::vector<std::size_t> each;
  for (std::size_t at = 1; at < whole.size(); ++at) each.push_back(at);
  CHECK(read(whole, each) == expected);
}

TEST_CASE("parts that are no parts are refused") {
  const auto bad = GENERATE(
      as<std::string>{},                              //
      "\r\n--a-boundary--\r\n",                       // none
      "--a-boundary\r\n\r\n0123",                     // no range
      part("0-3/36", "01234") + kEnd,                 // too long
      part("0-3/36", "0123") + "--a-boundary--\r\n",  // no line end
      part("0-3/36", "0123") + "\n--a-boundary--\r\n",
      part("0-3/36", "0123") + "\r\n--another--\r\n", part("3-0/36", "0123") + kEnd,
      part("0-3/3", "0123") + kEnd, part("0-3/36\r\nContent-Range: bytes 0-3/36", "0123") + kEnd,
      part("0-3/36\r\nno header", "0123") + kEnd, part("0-3/36\nX: y", "0123") + kEnd,
      part("0-18446744073709551615/*", "0123") + kEnd);
  CAPTURE(bad);
  CHECK(read(bad).end == "bad-answer");
}

TEST_CASE("nothing beside the parts is read without bound") {
  const std::string much(MultipartReader::kMostBeside, 'x');
  CHECK(read(much).end == "more");
  CHECK(read(much + "x").end == "bad-answer");
  std::string lines;
  while (lines.size() <= MultipartReader::kMostBeside) lines += "X: y\r\n";
  CHECK(read("--a-boundary\r\n" + lines).end == "bad-answer");
  CHECK(read(part("0-3/36", "0123") + "\r\n--a-boundary" + std::string(10'000, ' ')).end ==
        "bad-answer");
  CHECK(read(part("0-3/36", "0123") + "\r\n--a-boundary--" + much).end == "complete");
  CHECK(read(part("0-3/36", "0123") + "\r\n--a-boundary--" + much + "x").end == "too-large");
}
