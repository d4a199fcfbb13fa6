#include "repo-tools/repository/operation_log.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/files.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/open_repository.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

struct Scene {
  Scene() { fs::create_directory(paths.state()); }
  void append(const std::string& operation, const std::string& step = {}) const {
    append_operation(paths, {time, operation, 1, 0, step});
  }
  std::string bytes() const { return read_file(paths.log(), 1 << 20); }

  TemporaryDirectory folder;
  RepositoryPaths paths{folder / "repo"};
  Timestamp time = *parse_timestamp("2026-11-23T18:30:00Z");
};

Words operations(const RepositoryPaths& paths, std::size_t limit = 0) {
  Words words;
  for (const auto& operation : read_log(paths, limit).operations)
    words.push_back(operation.operation);
  return words;
}

}  // namespace

TEST_CASE("operations are read back, newest first, as many as are asked for") {
  const Scene scene;
  CHECK(read_log(scene.paths, 0).operations.empty());
  const LoggedOperation first{scene.time, "publish demo 0r1", 6, 2, std::string(64, 'a')};
  append_operation(scene.paths, first);
  scene.append("gc");
  scene.append("gc");
  CHECK(operations(scene.paths) == Words{"gc", "gc", "publish demo 0r1"});
  CHECK(read_log(scene.paths, 0).operations.back() == first);
  CHECK(operations(scene.paths, 2) == Words{"gc", "gc"});
  CHECK(operations(scene.paths, 9).size() == 3);
  CHECK(fs::status(scene.paths.log()).permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("each operation is one line, whatever its text") {
  const Scene scene;
  scene.append("a \"quoted\"\nname\x01");
  const std::string bytes = scene.bytes();
  CHECK(std::count(bytes.begin(), bytes.end(), '\n') == 1);
  CHECK(operations(scene.paths) == Words{"a \"quoted\"\nname\x01"});
}

TEST_CASE("damaged lines are skipped and counted, and a torn one does not harm the next") {
  const Scene scene;
  scene.append("first");
  std::ofstream(scene.paths.log(), std::ios::app)
      << "\n{}\nnot JSON\n{\"time\":\"never\",\"operation\":\"x\",\"files\":1,\"waiting\":0}\n"
      << R"({"time":"2026-11-23T18)";
  scene.append("second");
  const LogReading reading = read_log(scene.paths, 0);
  CHECK(operations(scene.paths) == Words{"second", "first"});
  CHECK(reading.damaged_lines == 5);
  CHECK(read_log(scene.paths, 1).damaged_lines == 0);
}

TEST_CASE("lines of any length are read back whole, wherever a block ends") {
  const Scene scene;
  Words expected;
  for (const std::size_t length :
       {10U, 65'340U, 65'536U, 1U, 200'000U, 65'400U, 65'461U, 131'072U, 3U}) {
    // A line of 66 bytes and its text: some begin or end a block exactly.
    std::ofstream(scene.paths.log(), std::ios::app)
        << R"({"files":1,"operation":")" << std::string(length, 'x')
        << R"(","time":"2026-11-23T18:30:00Z","waiting":0})" << '\n';
    expected.insert(expected.begin(), std::string(length, 'x'));
    CHECK(operations(scene.paths) == expected);
    CHECK(operations(scene.paths, 1) == Words{expected.front()});
  }
  CHECK(read_log(scene.paths, 0).damaged_lines == 0);
}

TEST_CASE("the newest operations are read from the end alone") {
  const Scene scene;
  std::ofstream(scene.paths.log()).close();
  fs::resize_file(scene.paths.log(), std::uintmax_t{1} << 40);  // a hole: takes no space
  std::ofstream(scene.paths.log(), std::ios::app) << '\n';
  for (const char* operation : {"first", "second", "third"}) scene.append(operation);
  CHECK(operations(scene.paths, 2) == Words{"third", "second"});
}

TEST_CASE("a step is written once, also when something else was written since") {
  const Scene scene;
  const std::string step(64, 'a');
  scene.append("publish demo 0r1", step);
  scene.append("publish demo 0r1", step);
  scene.append("gc");
  scene.append("publish demo 0r1", step);
  scene.append("publish demo 0r2", std::string(64, 'b'));
  CHECK(operations(scene.paths) == Words{"publish demo 0r2", "gc", "publish demo 0r1"});
}

TEST_CASE("every step of a repository is in its log, with the time of the request") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.now += std::chrono::hours(1);
  repository.publish("demo", "0r1");
  repository.hide_key("p-demo");
  repository.publish("demo", "0r2", "two");
  repository.restore_keys();
  repository.refresh();
  const auto log = read_log(repository.paths, 0).operations;
  CHECK(operations(repository.paths) ==
        Words{"refresh", "publish demo 0r2", "publish demo 0r1", "init"});
  CHECK(log[1].files == 0);
  CHECK(log[1].waiting == 1);
  CHECK(log[2].files == 8);  // two blobs, a manifest, three roles, snapshot and timestamp
  CHECK(log[2].time == repository.now);
  CHECK(log[3].time == repository.now - std::chrono::hours(1));
}

TEST_CASE("a step that a killed run took is logged once by the run that completes it") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish_silently("demo", "0r1");
  const bool was_logged = GENERATE(true, false);
  if (!was_logged) fs::remove(repository.paths.log());
  for (int i = 0; i < 2; ++i) {
    const OpenRepository open(repository.paths, "another run");
    CHECK(open.warnings.empty());
  }
  CHECK(operations(repository.paths) ==
        (was_logged ? Words{"publish demo 0r1", "init"} : Words{"publish demo 0r1"}));
}

TEST_CASE("a log that cannot be written is a warning") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  fs::remove(repository.paths.log());
  fs::create_directory(repository.paths.log());
  const PublishResult result = repository.publish_silently("demo", "0r1");
  REQUIRE(result.warnings.size() == 1);
  CHECK_THAT(result.warnings[0], Catch::Contains("\"publish demo 0r1\" is not in the log"));
  CHECK(repository.visible_versions("demo") == Words{"0r1"});
  const OpenRepository open(repository.paths, "another run");
  CHECK(open.warnings.size() == 1);
}

TEST_CASE("a step that an older program recorded, without a time, is completed and not logged") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish_silently("demo", "0r1");
  Transaction transaction = read_transaction(repository.paths).value();
  CHECK(transaction.time == repository.now);
  transaction.time.reset();
  std::ofstream(repository.paths.transaction()) << encode_transaction(transaction);
  fs::remove(repository.paths.log());
  const OpenRepository open(repository.paths, "another run");
  CHECK(open.completed->operation == "publish demo 0r1");
  CHECK_FALSE(open.completed->time);
  CHECK_FALSE(fs::exists(repository.paths.log()));
}
