#include "core/resolve/release_graph.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/core/resolve/sample_graph.hpp"

using namespace switchback;

namespace {

const std::vector<std::string> kAll{"0a1", "0b1", "0r1", "0a2", "0b2", "0r2", "0a3"};

}  // namespace

TEST_CASE("releases stand in version order, and one version once") {
  SampleGraph sample({"0r2", "0a1", "0r1", "0a1"});
  sample.releases[3].security = true;
  const ReleaseGraph graph(sample.releases);
  REQUIRE(graph.size() == 3);
  CHECK(graph.at(0).version == version("0a1"));
  CHECK_FALSE(graph.at(0).security);
  CHECK(graph.at(2).version == version("0r2"));
  CHECK(graph.find(version("0r1")) == 1);
  CHECK_FALSE(graph.find(version("0b1")));
  CHECK(graph.first_above(version("0b1")) == 1);
  CHECK(graph.first_above(version("0r2")) == 3);
}

TEST_CASE("what a range admits is the same, asked one by one and as a part of the order") {
  for (const char* range : {">=0r1", ">0r1", "<0b2", "<=0b2", "=0a2", ">=0b1 <0r2", ">0a2 <=0a2",
                            "<0a1", ">1r0", "=0r9", "a form of the future"}) {
    SampleGraph sample(kAll);
    sample["0a3"].upgrades_from = range;
    const ReleaseGraph graph(sample.releases);
    const Span span = graph.admitted(6);
    INFO(range);
    for (std::size_t i = 0; i < graph.size(); ++i)
      CHECK((span.begin <= i && i < span.end) == graph.admits(6, graph.at(i).version));
  }
}

TEST_CASE("the floor is the highest that a release up to the installed one demands") {
  SampleGraph sample(kAll);
  sample["0r1"].min_version = version("0b1");
  sample["0r2"].min_version = version("0a1");
  sample["0a3"].min_version = version("0r2");
  const ReleaseGraph graph(sample.releases);
  CHECK(version_floor(graph, version("0r2")) == version("0b1"));
  CHECK_FALSE(version_floor(graph, version("0a1")));
  CHECK_FALSE(version_floor(graph, std::nullopt));
}

TEST_CASE("a security release between two versions is noticed in the channel's sight") {
  SampleGraph sample(kAll);
  sample["0b2"].security = true;
  const auto crosses = [&](std::optional<Version> from, const char* to, Channel channel) {
    return crosses_security_release(ReleaseGraph(sample.releases), from, version(to), channel);
  };
  CHECK(crosses(version("0r1"), "0r2", Channel::beta));
  CHECK_FALSE(crosses(version("0r1"), "0r2", Channel::stable));
  CHECK_FALSE(crosses(version("0b2"), "0r2", Channel::beta));
  CHECK(crosses(std::nullopt, "0b2", Channel::beta));
  sample["0b2"].yanked = "broken";
  CHECK_FALSE(crosses(version("0r1"), "0r2", Channel::beta));
}
