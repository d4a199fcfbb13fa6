#include "base/units.hpp"

#include <catch2/catch.hpp>

using namespace switchback;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kKi = 1024, kMi = kKi * 1024, kGi = kMi * 1024, kTi = kGi * 1024;

}  // namespace

TEST_CASE("sizes are written with at most three digits") {
  const std::pair<std::uint64_t, const char*> rows[] = {{0, "0 B"},
                                                        {1, "1 B"},
                                                        {1023, "1023 B"},
                                                        {1024, "1.00 KiB"},
                                                        {1536, "1.50 KiB"},
                                                        {10'239, "10.0 KiB"},
                                                        {102'399, "100 KiB"},
                                                        {999 * kKi, "999 KiB"},
                                                        {1000 * kKi, "0.98 MiB"},
                                                        {12 * kMi, "12.0 MiB"},
                                                        {kGi, "1.00 GiB"},
                                                        {5 * kTi, "5.00 TiB"},
                                                        {~0ULL, "16384 PiB"}};
  for (const auto& [bytes, text] : rows) CHECK(format_size(bytes) == text);
}

TEST_CASE("sizes are read in binary units") {
  const std::pair<const char*, std::uint64_t> rows[] = {{"0", 0},
                                                        {"4096", 4096},
                                                        {"12B", 12},
                                                        {"1K", kKi},
                                                        {"1k", kKi},
                                                        {"1KB", kKi},
                                                        {"1KiB", kKi},
                                                        {"64 KiB", 64 * kKi},
                                                        {"200MiB", 200 * kMi},
                                                        {"1.5G", kGi + kGi / 2},
                                                        {"2TiB", 2 * kTi},
                                                        {"1P", 1024 * kTi}};
  for (const auto& [text, bytes] : rows) CHECK(parse_size(text) == bytes);
}

TEST_CASE("what is no size is refused") {
  for (const auto* text : {"", "MiB", "-1", "-0", "+1", " 1", "1 ", "1X", "1iB", "1Bi", "1KiBx",
                           "1e3", "inf", "nan", "0x10", "10000000000000000000", "9999999P", "1,5K"})
    CHECK_FALSE(parse_size(text));
}

TEST_CASE("durations are written in their natural unit") {
  const std::pair<std::chrono::milliseconds, const char*> rows[] = {
      {0ms, "0 ms"},        {999ms, "999 ms"},          {1000ms, "1.0 s"},
      {4230ms, "4.2 s"},    {59'940ms, "59.9 s"},       {59'960ms, "1 min 0 s"},
      {200s, "3 min 20 s"}, {3'599'600ms, "1 h 0 min"}, {2h + 5min, "2 h 5 min"},
      {24h * 14, "14 d"}};
  for (const auto& [duration, text] : rows) CHECK(format_duration(duration) == text);
}

TEST_CASE("durations are read with a unit") {
  const std::pair<const char*, std::chrono::milliseconds> rows[] = {
      {"500ms", 500ms},  {"10s", 10s},     {"1.5s", 1500ms},  {"5m", 5min}, {"24h", 24h},
      {"14d", 24h * 14}, {"2w", 24h * 14}, {"2y", 24h * 730}, {"0s", 0ms},  {"10 s", 10s}};
  for (const auto& [text, duration] : rows) CHECK(parse_duration(text) == duration);
}

TEST_CASE("what is no duration is refused") {
  for (const auto* text :
       {"", "10", "s", "-1s", "1 month", "1S", "1e3s", "infs", "1s2", "99999999y"})
    CHECK_FALSE(parse_duration(text));
}
