// The fuzz targets over a few hundred mutations each: what libFuzzer does for hours, in the
// ordinary run and under its sanitizers.
#include "tests/fuzz/targets.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/errors.hpp"
#include "tests/fuzz/seeds.hpp"
#include "tests/support/mutations.hpp"

using namespace switchback;

TEST_CASE("no parser meets damaged bytes with anything but a result or an error of its own") {
  for (const fuzz::Target& target : fuzz::targets()) {
    INFO(target.name);
    const std::string seed = fuzz::seed_for(target.name);
    REQUIRE_NOTHROW(target.run(seed));
    test::for_each_mutation(seed, 300, [&](const std::string& bytes) {
      try {
        target.run(bytes);
      } catch (const Error&) {
        return;  // refused, as it should be
      }
    });
  }
}

// For packaging/fuzz.sh, which names it: FOLDER/<target>/seed.
TEST_CASE("seeds are written to the folder that SWITCHBACK_FUZZ_SEEDS names", "[.seeds]") {
  const char* folder = std::getenv("SWITCHBACK_FUZZ_SEEDS");
  REQUIRE(folder != nullptr);
  for (const fuzz::Target& target : fuzz::targets()) {
    const auto seeds = std::filesystem::path(folder) / target.name;
    std::filesystem::create_directories(seeds);
    std::ofstream file(seeds / "seed", std::ios::binary);
    file << fuzz::seed_for(target.name);
    CHECK(file.flush());
  }
}
