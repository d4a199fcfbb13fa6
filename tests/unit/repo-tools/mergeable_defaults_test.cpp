#include "repo-tools/publish/mergeable_defaults.hpp"

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
    put("app.yml", "http:\n  port: 8080\n");
    put("broken.yml", "http:\n  port: 1\n  port: 2\n");
    put("app.json", "{\"a\": 1}");
    put("broken.toml", "a = \n");
    put("app.env", "A=1\n");
    fs::create_symlink("broken.yml", tree / "linked.yml");
    fs::create_directory(tree / "folder");
  }
  void put(const char* name, const std::string& content) const {
    std::ofstream(tree / name) << content;
  }
  // What is said against the entry of `preserve`; empty where nothing is.
  std::string refusal(const std::string& entry) const {
    const std::string json = R"({"preserve":[{"path":"config",)" + entry + "}]}";
    try {
      require_mergeable_defaults(tree.path(), parse_release_description(json, "demo"), "file");
      return {};
    } catch (const ConfigError& error) {
      CHECK(error.code() == "config");
      CHECK_FALSE(error.next_step().empty());
      return error.what();
    }
  }

  TemporaryDirectory tree;
};

}  // namespace

TEST_CASE("defaults that can be merged, or are not for us to judge, are accepted") {
  const Scene scene;
  const std::string entry = GENERATE(
      R"("default":"app.yml","format":"yaml")", R"("default":"app.json","format":"json")",
      R"("default":"app.env","format":"env")", R"("default":"broken.yml","format":"text")",
      R"("default":"broken.yml")", R"("default":"linked.yml","format":"yaml")",
      R"("default":"folder","format":"yaml")", R"("format":"toml")",
      R"("format":"ini","operations":[{"since":"0a1","set-default":{"key":"a.b","value":30}}])");
  CAPTURE(entry);
  CHECK(scene.refusal(entry).empty());
}

TEST_CASE("defaults and operations that no host could merge are refused with their place") {
  const Scene scene;
  const auto [entry, why] = GENERATE(table<std::string, std::string>({
      {R"("default":"broken.yml","format":"yaml")",
       "file: preserve[0].default: broken.yml: line 3: the key port is there twice"},
      {R"("default":"broken.toml","format":"toml")",
       "file: preserve[0].default: broken.toml: line 1: "},
      {R"("default":"app.yml","format":"json")", "file: preserve[0].default: app.yml: line 1: "},
      {R"("format":"yaml","operations":[{"since":"0a1","remove":{"key":"a..b"}}])",
       "file: preserve[0].operations[0]: 'a..b' names no setting"},
      {R"("format":"env","operations":[{"since":"0a1","rename":{"from":"A","to":"a.b"}}])",
       "file: preserve[0].operations[0]: a.b is no name of an environment variable"},
      {R"("format":"ini","operations":[{"since":"0a1","set-default":{"key":"a","value":[1]}}])",
       "file: preserve[0].operations[0]: an INI file has texts and numbers only"},
  }));
  CAPTURE(entry);
  CHECK(scene.refusal(entry).starts_with(why));
}

TEST_CASE("a default that is too long to be merged is refused with its place") {
  const Scene scene;
  scene.put("long.yml", "a: " + std::string(5 << 20, 'x'));
  CHECK(scene.refusal(R"("default":"long.yml","format":"yaml")") ==
        "file: preserve[0].default: long.yml: is longer than 4 MiB");
}
