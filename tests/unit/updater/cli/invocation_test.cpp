#include "updater/cli/invocation.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

TEST_CASE("the nearest parent that is a root is found") {
  const TemporaryDirectory directory;
  const fs::path outer = directory / "outer";
  const fs::path inner = outer / "deep/inner";
  for (const fs::path& root : {outer, inner}) {
    fs::create_directories(root / ".switchback");
    std::ofstream(root / ".switchback/state.db") << "";
  }
  fs::create_directories(inner / "bin/deeper");
  CHECK(enclosing_root(inner / "bin/deeper") == inner);
  CHECK(enclosing_root(inner) == inner);
  CHECK(enclosing_root(outer / "deep") == outer);
  fs::remove(inner / ".switchback/state.db");  // a folder of that name alone is no root
  CHECK(enclosing_root(inner / "bin/deeper") == outer);
}

TEST_CASE("the root that is named wins over the one that encloses") {
  Invocation invocation(Environment(), {});
  invocation.named_root = "/srv/app";
  CHECK(invocation.root() == "/srv/app");
}
