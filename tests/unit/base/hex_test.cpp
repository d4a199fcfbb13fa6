#include "base/hex.hpp"

#include <catch2/catch.hpp>

using namespace switchback;
using namespace std::string_literals;

TEST_CASE("hex round-trips every byte") {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  CHECK(hex_encode(bytes).size() == 512);
  CHECK(hex_decode(hex_encode(bytes)) == bytes);
  CHECK(hex_encode("\x00\x7f\xff"s) == "007fff");
  CHECK(hex_encode("") == "");
  CHECK(hex_decode("") == "");
}

TEST_CASE("only lower-case pairs are hexadecimal") {
  for (const auto* text : {"0", "000", "0G", "AB", "aB", " 00", "0x00", "0\n"})
    CHECK_FALSE(hex_decode(text));
}
