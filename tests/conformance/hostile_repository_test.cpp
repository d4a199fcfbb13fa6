// What a repository, or who stands between, may try on tuf-client beyond the ordinary.
#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <map>
#include <set>

#include "base/durable.hpp"
#include "core/transport/url_text.hpp"
#include "core/trust/role_file.hpp"
#include "tests/conformance/driven_client.hpp"

using namespace switchback;
using namespace switchback::test;
using switchback::conformance::TufClient;
using Requests = std::vector<std::string>;

namespace {

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

// Bytes that have crashed, or were believed by, some client in the field.
std::vector<std::string> hostile_documents(const std::string& good) {
  return {"",
          std::string(1, '\0'),
          "null",
          "1",
          "[]",
          "{}",
          repeated("[", 16'000),
          repeated("{\"a\":", 2'700),
          repeated("[", 8'000) + repeated("]", 8'000),
          "\xEF\xBB\xBF" + good,
          good + std::string(1, '\0'),
          good + good,
          good.substr(0, good.size() - 1),
          "{\"signatures\":[],\"signed\":null}",
          "{\"signatures\":null,\"signed\":{}}",
          "{\"signatures\":[],\"signed\":{\"_type\":\"\\ud800\"}}",
          "{\"signatures\":[],\"signed\":{\"version\":" + repeated("9", 10'000) + "}}",
          "{\"signatures\":[],\"signed\":{\"version\":1e999}}",
          "{\"signatures\":[],\"signed\":{},\"signed\":{}}",
          "{\"a\":\"\xFF\"}",
          "<html>Log in</html>"};
}

}  // namespace

TEST_CASE("whatever bytes come as metadata, the exit status is 1 and none of them are stored") {
  const std::string role = GENERATE("timestamp", "snapshot", "targets");
  const std::string file = "metadata/" + (role == "timestamp" ? role : "1." + role) + ".json";
  TufClient client;
  REQUIRE(client.init() == 0);
  for (const std::string& bytes : hostile_documents(client.sim.role_bytes(role))) {
    client.serve_instead(file, bytes);
    INFO(bytes.substr(0, 60));
    CHECK(client.refresh() == 1);
    CHECK(client.requests().back() == file);
    CHECK(client.stored("metadata/" + role + ".json") == "(none)");
  }
}

TEST_CASE("whatever bytes come as the next root, nothing more is asked for") {
  TufClient client;
  REQUIRE(client.init() == 0);
  for (const std::string& bytes : hostile_documents(client.sim.root_bytes(1))) {
    client.serve_instead("metadata/2.root.json", bytes);
    INFO(bytes.substr(0, 60));
    CHECK(client.refresh() == 1);
    CHECK(client.requests() == Requests{"metadata/2.root.json"});
    CHECK(client.stored("metadata/root.json") == client.sim.root_bytes(1));
  }
}

TEST_CASE("junk in the metadata directory is replaced, not believed") {
  TufClient client;
  REQUIRE(client.init() == 0);
  REQUIRE(client.refresh() == 0);
  std::map<std::string, std::string> good;
  for (const char* role : {"timestamp", "snapshot", "targets", "root"})
    good[role] = client.stored("metadata/" + std::string(role) + ".json");
  for (const std::string& bytes : hostile_documents(good["root"])) {
    for (const auto& [role, content] : good)
      write_file_atomically(client.directory / "metadata" / (role + ".json"), bytes);
    INFO(bytes.substr(0, 60));
    CHECK(client.refresh() == 0);
    for (const auto& [role, content] : good)
      CHECK(client.stored("metadata/" + role + ".json") == content);
  }
  CHECK(client.names("metadata").size() == 5);  // four roles and root_history
}

TEST_CASE("targets are asked for by their names as signed, and each is stored as one file") {
  const std::vector<std::string> names = {"../x",
                                          "../../../../../../tmp/x",
                                          "/x",
                                          "//x",
                                          "a//b",
                                          "a/",
                                          "./x",
                                          "a/./x",
                                          "a/../x",
                                          "..",
                                          ".",
                                          "..\\x",
                                          "C:\\x",
                                          "%2e%2e/x",
                                          "%",
                                          "a%00b",
                                          "a?b",
                                          "a#b",
                                          "a b",
                                          "\xC3\xA9",
                                          "a\r\nHost: evil",
                                          "-",
                                          "--target-dir",
                                          "a=b",
                                          "*",
                                          "http://evil/x",
                                          std::string(240, 'x'),
                                          std::string(5'000, 'x')};
  TufClient client;
  for (const std::string& name : names)
    client.sim.add_target("targets", name, "content of " + name);
  client.sim.targets().version = 2;
  client.sim.update_snapshot();
  REQUIRE(client.init() == 0);
  CHECK(client.download(names) == 0);
  Requests expected = {"metadata/2.root.json", "metadata/timestamp.json",
                       "metadata/2.snapshot.json", "metadata/2.targets.json"};
  for (const std::string& name : names)
    expected.push_back(request_path(
        "targets/" + target_file_path(name, client.sim.targets().targets.at(name), true)));
  CHECK(client.requests() == expected);
  CHECK(client.names(".") == Requests{"metadata", "root.json", "targets"});
  CHECK(client.names("targets").size() == names.size());
  CHECK(client.names("metadata").size() == 5);
}

TEST_CASE("a name that nobody signed is refused, whatever it is") {
  TufClient client;
  client.sim.add_delegation("targets", "a", {"*", "*/*"});
  client.sim.update_snapshot();
  REQUIRE(client.init() == 0);
  CHECK(client.download({GENERATE("", "\xFF\xFE", "/", "\n")}) == 1);
  CHECK(client.names("targets").empty());
}

TEST_CASE("roles are asked for and stored under their names quoted whole") {
  const std::vector<std::string> roles = {
      "?",  "#",  "/d",       "../d", "..",    ".",      "a b",       "%2e%2e",       "a%2Fb", "\\",
      "\n", "\"", "\xC3\xA9", "*",    ".json", "1.root", "root.json", "root_history", "--help"};
  TufClient client;
  for (const std::string& role : roles) client.sim.add_delegation("targets", role, {"*"});
  client.sim.targets().version = 2;
  client.sim.update_snapshot();
  REQUIRE(client.init() == 0);
  CHECK(client.download({"missing"}) == 1);
  Requests asked = client.requests();
  asked.erase(asked.begin(), asked.begin() + 4);  // the top-level roles
  Requests expected;
  for (const std::string& role : roles) {
    expected.push_back("metadata/1." + percent_quote(role) + ".json");
    CHECK(client.stored("metadata/" + percent_quote(role) + ".json") ==
          client.sim.role_bytes(role));
  }
  CHECK(asked == expected);
  CHECK(client.names(".") == Requests{"metadata", "root.json", "targets"});
  CHECK(client.names("metadata").size() == roles.size() + 5);
}

TEST_CASE("an address is used as given") {
  TufClient client;
  client.metadata_folder = "a/../b/./%41%2f//metadata/";
  REQUIRE(client.init() == 0);
  CHECK(client.refresh() == 0);
  CHECK(client.requests().front() == "a/../b/./%41%2f//metadata/2.root.json");
}

TEST_CASE("a server that hangs up after each answer is no failure") {
  TufClient client;
  REQUIRE(client.init() == 0);
  client.sim.bump_root();
  client.server.inject("*", Fault::hang_up());
  client.server.inject("metadata/3.root.json", Fault::status(404));
  CHECK(client.refresh() == 0);
  std::set<std::size_t> connections;
  for (const RecordedRequest& request : client.server.requests())
    connections.insert(request.connection);
  CHECK(connections.size() == client.requests().size());
}

TEST_CASE("a target named twice is fetched once") {
  TufClient client;
  client.sim.add_target("targets", "one", "1");
  client.sim.targets().version = 2;
  client.sim.update_snapshot();
  REQUIRE(client.init() == 0);
  CHECK(client.download({"one", "one"}) == 0);
  CHECK(client.requests().size() == 5);  // four of metadata
}

TEST_CASE("what stands in the place of a target neither blocks the client nor is followed") {
  TufClient client;
  client.sim.add_target("targets", "file", "content");
  client.sim.targets().version = 2;
  client.sim.update_snapshot();
  REQUIRE(client.init() == 0);
  std::filesystem::create_directories(client.directory / "targets");
  const std::filesystem::path place = client.directory / "targets" / "file";
  SECTION("a named pipe") {
    REQUIRE(::mkfifo(place.c_str(), 0600) == 0);
    CHECK(client.download({"file"}) == 0);
    CHECK(client.stored("targets/file") == "content");
  }
  SECTION("a symbolic link") {
    std::filesystem::create_symlink(client.path("elsewhere"), place);
    CHECK(client.download({"file"}) == 0);
    CHECK(client.names(".") == Requests{"metadata", "root.json", "targets"});
    CHECK_FALSE(std::filesystem::is_symlink(place));
  }
  SECTION("a folder") {
    std::filesystem::create_directory(place);
    CHECK(client.download({"file"}) == 1);
    CHECK(client.names("targets") == Requests{"file"});
  }
}
