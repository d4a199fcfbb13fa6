#include "repo-tools/report/graph_dot.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/repo-tools/test_catalog.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

std::string dot(const TestCatalog& catalog) {
  return graph_dot(release_graph("demo", catalog.releases()));
}

}  // namespace

TEST_CASE("a graph names every release with what is special about it") {
  TestCatalog catalog;
  catalog.add("0a1", [](ReleaseRecord& record) { record.security = true; });
  catalog.add("0b1", [](ReleaseRecord& record) { record.rollout = Rollout{10, true}; });
  catalog.add("0r1", yanked_barrier).add("0r2", dead_end).add("0r3", upgrades_from(">=0a1"));
  const std::string text = dot(catalog);
  CHECK_THAT(text, Catch::StartsWith("digraph \"demo\" {\n") && Catch::EndsWith("}\n"));
  for (const char* label :
       {R"(label="0a1\nalpha\nsecurity")", R"(label="0b1\nbeta\nrollout 10 %, paused")",
        R"(label="0r1\nstable\nbarrier\nyanked: bad")", R"(label="0r2\nstable\ndead end: call us")",
        R"(label="0r3\nstable\nfrom >=0a1")"})
    CHECK_THAT(text, Catch::Contains(label));
  CHECK_THAT(text, Catch::Contains("  \"0a1\" -> \"0b1\";\n"));
}

TEST_CASE("what a release says about itself stays inside its label") {
  const std::string text = dot(TestCatalog().add(
      "0r1", [](ReleaseRecord& record) { record.yanked = "a \"quote\", a \\ and\na line"; }));
  CHECK_THAT(text, Catch::Contains(R"(yanked: a \"quote\", a \\ and?a line")"));
}
