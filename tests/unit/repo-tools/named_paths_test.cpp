#include "repo-tools/publish/named_paths.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/errors.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using switchback::test::TemporaryDirectory;
namespace fs = std::filesystem;

namespace {

struct Scene {
  Scene() {
    for (const char* folder : {"bin", "migrations/main", "etc"})
      fs::create_directories(tree / folder);
    for (const char* file : {"bin/run", "schema.json"}) std::ofstream(tree / file) << "x";
    fs::create_symlink("bin", tree / "sbin");
  }
  // What is said against the description; empty where nothing is.
  std::string refusal(const std::string& json) const {
    try {
      require_named_paths(tree.path(), parse_release_description(json, "demo"), "release.yml");
      return {};
    } catch (const ConfigError& error) {
      CHECK(error.code() == "config");
      return error.what();
    }
  }

  TemporaryDirectory tree;
};

}  // namespace

TEST_CASE("a release.yml whose paths are in the tree, or not for us to judge, is accepted") {
  const Scene scene;
  const std::string json = GENERATE(
      R"({"preserve":[{"path":"etc/a","default":"etc/"},{"path":"b","schema":"schema.json"}]})",
      R"({"databases":[{"name":"main","driver":"sqlite","path":"d","migrations":"migrations/main"}]})",
      R"({"services":[{"name":"web","driver":"process","start":["bin/run"],"stop":["kill","x"]}]})",
      R"({"services":[{"name":"web","driver":"process","start":["sbin/run"]}]})",
      R"({"hooks":{"pre-switch":[["{tree}/bin/run"],{"run":["{root}/mine"]},["/bin/true"]]}})",
      R"({"preserve":[{"path":"v","link":"var"}],"requires":{"checks":[["var/check"]]}})");
  CAPTURE(json);
  CHECK(scene.refusal(json).empty());
}

TEST_CASE("a release.yml that names what the tree has not is refused with the path") {
  const Scene scene;
  const auto [json, why] = GENERATE(table<std::string, std::string>({
      {R"({"preserve":[{"path":"a"},{"path":"b","default":"etc/b"}]})",
       "preserve[1].default: etc/b is not in the tree"},
      {R"({"preserve":[{"path":"a","schema":"etc"}]})", "preserve[0].schema: etc is not a file"},
      {R"({"preserve":[{"path":"a","check":["bin/check"]}]})",
       "preserve[0].check: bin/check is not in the tree"},
      {R"({"databases":[{"name":"main","driver":"sqlite","path":"d","migrations":"bin/run"}]})",
       "databases[0].migrations: bin/run is not a folder"},
      {R"({"services":[{"name":"web","driver":"process","start":["{tree}/run"]}]})",
       "services[0].start: run is not in the tree"},
      {R"({"health":[{"name":"web","command":["bin/health"]}]})",
       "health[0].command: bin/health is not in the tree"},
      {R"({"requires":{"checks":[["bin/run"],{"run":["bin/can-run"]}]}})",
       "requires.checks[1]: bin/can-run is not in the tree"},
      {R"({"maintenance":{"off":[["etc/ctl"]]}})",
       "maintenance.off[0]: etc/ctl is not in the tree"},
      {R"({"hooks":{"post-commit":[["bin/run/x"]]}})",
       "hooks.post-commit[0]: bin/run/x is not in the tree"},
  }));
  CHECK(scene.refusal(json) == "release.yml: " + why);
}
