#include "core/delta/made_hashes.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <string>

using namespace switchback;

namespace {

std::string random_bytes(std::size_t length, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::string bytes(length, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

}  // namespace

TEST_CASE("made files are hashed whatever the parts they come in") {
  // Short and long ones, so that both threads have their turn, the second by turns with the third.
  const std::vector<std::string> files{"", random_bytes(3'000'000, 1), random_bytes(900'000, 2),
                                       random_bytes(100, 3)};
  MadeHashes hashes(files.size());
  std::vector<std::size_t> complete;
  const auto settle = [&] {
    hashes.settle([&](std::size_t place, const Sha256Digest& sha256) {
      CHECK(sha256 == Sha256::of(files[place]));
      complete.push_back(place);
    });
  };
  const std::string_view second = files[1];
  const std::string_view third = files[2];
  hashes.add({{0, {}, true}, {1, second.substr(0, 1'000'000), false}});
  settle();
  CHECK(complete == std::vector<std::size_t>{0});
  hashes.add({{2, third.substr(0, 10), false}, {3, files[3], true}});
  settle();
  hashes.add({{1, second.substr(1'000'000, 7), false}});
  settle();
  hashes.add({{1, second.substr(1'000'007), true}, {2, third.substr(10), true}});
  settle();
  settle();
  CHECK(complete == std::vector<std::size_t>{0, 3, 1, 2});
  const auto all = hashes.take();
  REQUIRE(all.size() == files.size());
  for (std::size_t i = 0; i < files.size(); ++i) CHECK(all[i] == Sha256::of(files[i]));
}

TEST_CASE("what is being hashed when nobody wants it any more is waited for") {
  const std::string bytes = random_bytes(8'000'000, 4);
  MadeHashes hashes(1);
  hashes.add({{0, bytes, true}});
}
