#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "repo-tools/publish/refresh.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/repository/release_catalog.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> names_of(const std::vector<WaitingRole>& waiting) {
  std::vector<std::string> names;
  for (const auto& role : waiting) names.push_back(role.name);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a release whose product key is elsewhere waits outside REPO until refresh has the key") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1", "one");
  const auto before = repository.published_files();
  repository.hide_key("p-demo");
  const PublishResult result = repository.publish("demo", "0r2", "two");
  CHECK(result.outcome == PublishOutcome::waiting);
  CHECK(names_of(result.waiting) == Names{"p-demo-0001"});
  CHECK(repository.published_files() == before);
  CHECK_THROWS_AS(repository.publish("demo", "0r2", "two"), StateError);

  CHECK(names_of(repository.refresh().waiting) == Names{"p-demo-0001"});
  CHECK(repository.published_files() == before);

  repository.restore_keys();
  CHECK(repository.refresh().visible == Names{"p-demo-0001"});
  CHECK(repository.visible_versions("demo").size() == 2);
  CHECK_FALSE(fs::exists(repository.paths.pending()));
  CHECK(fs::is_empty(repository.paths.staged()));
}

TEST_CASE("releases that wait are kept together and none is lost") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1", "one");
  repository.hide_key("p-demo");
  repository.publish("demo", "0r2", "two");
  repository.publish("demo", "0r3", "three");
  CHECK(repository.visible_versions("demo").size() == 1);
  repository.restore_keys();
  repository.refresh();
  CHECK(repository.visible_versions("demo").size() == 3);
  CHECK(read_visible_metadata(repository.paths).role("p-demo-0001").content.version == 2);
}

TEST_CASE("one product that waits does not hold up another") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("slow", "0r1");
  repository.publish("quick", "0r1");
  repository.hide_key("p-slow");
  repository.publish("slow", "0r2");
  CHECK(repository.publish("quick", "0r2").outcome == PublishOutcome::published);
  CHECK(repository.visible_versions("quick").size() == 2);
  CHECK(repository.visible_versions("slow").size() == 1);
  repository.restore_keys();
  repository.refresh();
  CHECK(repository.visible_versions("slow").size() == 2);
}

TEST_CASE("a new product waits as a whole where the targets key is elsewhere") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.hide_key("targets");
  const auto before = repository.published_files();
  CHECK(names_of(repository.publish("demo", "0r1").waiting) == Names{"targets"});
  CHECK(repository.published_files() == before);
  repository.restore_keys();
  const CommitResult result = repository.refresh();
  CHECK(result.visible == Names{"p-demo", "p-demo-0001", "targets"});
  CHECK(repository.visible_versions("demo").size() == 1);
}

TEST_CASE("where snapshot and timestamp keys are elsewhere everything waits") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.hide_key("timestamp");
  const auto before = repository.published_files();
  CHECK(names_of(repository.publish("demo", "0r1").waiting) == Names{"timestamp"});
  CHECK(repository.published_files() == before);
  repository.restore_keys();
  repository.refresh();
  CHECK(repository.visible_versions("demo").size() == 1);
}

TEST_CASE("refresh renews what has a third of its life left, and nothing earlier") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1");
  const auto before = repository.published_files();
  repository.now += std::chrono::hours(24 * 9);
  CHECK_FALSE(repository.refresh().changed_repository);
  CHECK(repository.published_files() == before);
  repository.now += std::chrono::hours(24 * 1);
  CHECK(repository.refresh().changed_repository);
  const auto metadata = read_visible_metadata(repository.paths);
  CHECK(metadata.timestamp.content.expires - repository.now == std::chrono::hours(24 * 14));
  CHECK(metadata.snapshot.content.version == 3);
  CHECK(metadata.role("targets").content.version == 2);
}

TEST_CASE("refresh renews root, targets, products and shards in their time") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1");
  repository.now += std::chrono::hours(24 * 300);
  repository.refresh();
  auto metadata = read_visible_metadata(repository.paths);
  CHECK(metadata.root.content.version == 1);
  CHECK(metadata.role("targets").content.version == 3);
  CHECK(metadata.role("p-demo").content.version == 2);
  CHECK(metadata.role("p-demo-0001").content.version == 2);
  repository.now += std::chrono::hours(24 * 200);
  repository.refresh();
  metadata = read_visible_metadata(repository.paths);
  CHECK(metadata.root.content.version == 2);
  CHECK(metadata.root.content.expires - repository.now == std::chrono::hours(24 * 730));
}

TEST_CASE("refresh without the targets key renews the rest and names what is overdue") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.hide_key("targets");
  repository.now += std::chrono::hours(24 * 300);
  OpenRepository open(repository.paths, "refresh");
  KeyFolder keys = repository.key_folder();
  const RefreshPlan plan = plan_refresh(open.view, keys, {}, repository.now);
  REQUIRE(plan.overdue.size() == 1);
  CHECK(plan.overdue[0].name == "targets");
  CHECK(plan.renewals == Names{"snapshot", "timestamp"});
}

TEST_CASE("a recorded transaction that leads out of the repository is damage, not followed") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  const StagedFile file{"targets/demo/blobs/x", 1, Sha256::of("x")};
  const std::string good = encode_transaction({"publish", "id", {file}, {}});
  CHECK(parse_transaction(good).files.at(0) == file);
  for (const char* path :
       {"../outside", "/outside", "targets/../../outside", "targets//x", "targets", "metadata/",
        "targets/.hidden", "keys/x", "", "index.html/x"}) {
    INFO(path);
    std::string bytes = good;
    bytes.replace(bytes.find(file.path), file.path.size(), path);
    CHECK_THROWS_AS(parse_transaction(bytes), TrustError);
    put_file(repository.paths.transaction(), bytes, 0600);
    CHECK_THROWS_AS(repository.publish("demo", "0r1", "one"), StateError);
  }
  CHECK_FALSE(fs::exists(folder / "outside"));
}

TEST_CASE("a REPO.state that somebody else made first is refused") {
  if (::geteuid() != 0) {
    WARN("skipped here: only root can give a file away");
    return;
  }
  constexpr uid_t kNobody = 65534;
  const TemporaryDirectory folder;
  const bool is_link = GENERATE(false, true);
  TestRepository repository(folder.path());
  const fs::path state = repository.paths.state();
  if (is_link) {
    fs::create_directory(folder / "victim");
    fs::create_directory_symlink(folder / "victim", state);
  } else {
    fs::create_directory(state);
  }
  REQUIRE(::lchown(state.c_str(), kNobody, kNobody) == 0);
  CHECK_THROWS_AS(repository.init(), ConfigError);
  CHECK_FALSE(fs::exists(repository.paths.timestamp()));
  CHECK(fs::is_empty(state));
}

TEST_CASE("a recorded transaction names the releases whose frames its bundles share") {
  Transaction transaction{"publish demo 0r3, new 0r1", "id", {}, {}};
  const std::string without = encode_transaction(transaction);
  CHECK(without.find("previous") == std::string::npos);
  CHECK(parse_transaction(without).previous.empty());
  transaction.previous = {{"demo 0r3", "0r1"}, {"new 0r1", std::nullopt}};
  std::string encoded = encode_transaction(transaction);
  CHECK(parse_transaction(encoded).previous == transaction.previous);
  encoded.replace(encoded.find("\"0r1\""), 5, "1");
  CHECK_THROWS_AS(parse_transaction(encoded), TrustError);
}
