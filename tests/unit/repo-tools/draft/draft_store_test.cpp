#include "repo-tools/draft/draft_store.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

ReleaseName name_of(const std::string& product, const std::string& version) {
  return {product, *Version::parse(version)};
}

void draft(TestRepository& repository, const std::string& product, const std::string& version,
           const std::string& content) {
  OpenRepository open(repository.paths, "publish");
  save_draft(open.paths, prepare(open, product, version, content, repository.now));
}

Names drafts(const TestRepository& repository) {
  Names names;
  for (const auto& manifest : read_drafts(repository.paths).drafts)
    names.push_back(manifest.product + " " + manifest.version.text());
  return names;
}

// Names of the kept contents, sorted.
Names blobs(const TestRepository& repository) {
  Names names;
  for (const auto& entry : fs::directory_iterator(repository.paths.drafts() / "blobs"))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

Names blobs_of(const Names& contents) {
  Names names;
  for (const auto& content : contents) {
    names.push_back(Sha256::of("bundle of " + content).hex());
    names.push_back(Sha256::of("index of " + content).hex());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_CASE("a draft is complete, private, and no reader sees it") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  CHECK(read_drafts(repository.paths).drafts.empty());
  const auto before = repository.published_files();
  draft(repository, "demo", "0r3+hotfix.4", "three");
  CHECK(repository.published_files() == before);
  const auto found = find_draft(repository.paths, name_of("demo", "0r3+hotfix.4"));
  REQUIRE(found);
  CHECK(found->published == repository.now);
  CHECK(read_file(draft_blob(repository.paths, found->bundle.sha256), 100) == "bundle of three");
  CHECK(read_file(draft_blob(repository.paths, found->index.sha256), 100) == "index of three");
  struct stat info {};
  REQUIRE(::stat(repository.paths.drafts().c_str(), &info) == 0);
  CHECK((info.st_mode & 07777U) == 0700U);
  CHECK_FALSE(find_draft(repository.paths, name_of("demo", "0r3")));
  CHECK_FALSE(find_draft(repository.paths, name_of("other", "0r3+hotfix.4")));
}

TEST_CASE("a draft needs no key") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  fs::remove_all(repository.keys);
  draft(repository, "demo", "0r1", "one");
  CHECK(drafts(repository) == Names{"demo 0r1"});
}

TEST_CASE("drafts are listed by product and version") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  for (const char* version : {"0a2", "0r1", "0r10"}) draft(repository, "demo", version, "same");
  draft(repository, "blobs", "0r1", "other");
  CHECK(drafts(repository) == Names{"blobs 0r1", "demo 0r1", "demo 0a2", "demo 0r10"});
}

TEST_CASE("publishing, refreshing and opening again leave drafts alone") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  draft(repository, "demo", "0r2", "two");
  repository.publish("demo", "0r1", "one");
  repository.now += std::chrono::hours(24 * 300);
  CHECK(repository.refresh().changed_repository);
  CHECK(drafts(repository) == Names{"demo 0r2"});
  CHECK(blobs(repository) == blobs_of({"two"}));
}

TEST_CASE("a draft of the same version is replaced, and what it alone needed goes") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  draft(repository, "demo", "0r2", "first");
  draft(repository, "demo", "0r3", "shared");
  draft(repository, "demo", "0r2", "shared");
  CHECK(drafts(repository) == Names{"demo 0r2", "demo 0r3"});
  CHECK(blobs(repository) == blobs_of({"shared"}));
}

TEST_CASE("a removed draft is gone with what no other draft needs") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  CHECK_FALSE(remove_draft(repository.paths, name_of("demo", "0r2")));
  draft(repository, "demo", "0r2", "two");
  draft(repository, "demo", "0r3", "shared");
  draft(repository, "other", "0r2", "shared");
  CHECK(remove_draft(repository.paths, name_of("demo", "0r2")));
  CHECK(blobs(repository) == blobs_of({"shared"}));
  CHECK(remove_draft(repository.paths, name_of("demo", "0r3")));
  CHECK(blobs(repository) == blobs_of({"shared"}));
  CHECK_FALSE(remove_draft(repository.paths, name_of("demo", "0r3")));
  CHECK(remove_draft(repository.paths, name_of("other", "0r2")));
  CHECK(blobs(repository).empty());
}

TEST_CASE("a version that is a draft is not taken by another release") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  draft(repository, "demo", "0r2", "two");
  CHECK_NOTHROW(
      require_no_draft(repository.paths, {name_of("demo", "0r3"), name_of("other", "0r2")}));
  try {
    require_no_draft(repository.paths, {name_of("demo", "0r1"), name_of("demo", "0r2")});
    FAIL("taken");
  } catch (const StateError& error) {
    CHECK(error.code() == "exists");
    CHECK_THAT(error.what(), Catch::Contains("demo 0r2"));
  }
}

TEST_CASE("a draft that cannot be read is damage with its path, and blocks no other") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  draft(repository, "demo", "0r2", "two");
  draft(repository, "demo", "0r4", "four");
  const fs::path file = repository.paths.drafts() / "demo.0r2.json";
  const std::string good = read_file(file, 1 << 20);
  std::string of_another = good;
  of_another.replace(of_another.find("\"0r2\""), 5, "\"0r4\"");
  for (const std::string& bytes : {std::string(), std::string("{}"), of_another}) {
    put_file(file, bytes, 0600);
    const DraftListing listing = read_drafts(repository.paths);
    REQUIRE(listing.damaged.size() == 1);
    CHECK_THAT(listing.damaged[0], Catch::Contains(file.string()));
    CHECK(drafts(repository) == Names{"demo 0r4"});
    try {
      find_draft(repository.paths, name_of("demo", "0r2"));
      FAIL("read");
    } catch (const StateError& error) {
      CHECK(error.code() == "damage");
      CHECK_THAT(error.what(), Catch::Contains(file.string()));
    }
  }
}

TEST_CASE("while a draft cannot be read drafts are kept and removed, and no content goes") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  draft(repository, "demo", "0r2", "two");
  const fs::path file = repository.paths.drafts() / "demo.0r2.json";
  const std::string good = read_file(file, 1 << 20);
  put_file(file, "{}", 0600);
  draft(repository, "demo", "0r3", "three");
  CHECK(drafts(repository) == Names{"demo 0r3"});
  CHECK(remove_draft(repository.paths, name_of("demo", "0r3")));
  CHECK(drafts(repository).empty());
  CHECK(blobs(repository) == blobs_of({"two", "three"}));
  put_file(file, good, 0600);
  draft(repository, "demo", "0r4", "four");
  CHECK(drafts(repository) == Names{"demo 0r2", "demo 0r4"});
  CHECK(blobs(repository) == blobs_of({"two", "four"}));
}

TEST_CASE("what a killed run left of a draft's manifest is no draft and goes with the next one") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  draft(repository, "demo", "0r2", "two");
  const fs::path left = repository.paths.drafts() / "demo.0r3.json.tmp.123.4";
  put_file(left, "half", 0600);
  CHECK(drafts(repository) == Names{"demo 0r2"});
  draft(repository, "demo", "0r3", "three");
  CHECK_FALSE(fs::exists(left));
}

TEST_CASE("a draft is shown with the record that it will have") {
  ReleaseManifest manifest;
  manifest.product = "demo";
  manifest.version = *Version::parse("0r2");
  manifest.release.barrier = true;
  manifest.bundle.length = 7;
  const CatalogEntry entry = draft_entry(manifest);
  CHECK(entry.draft);
  CHECK_FALSE(entry.visible);
  CHECK(entry.product == "demo");
  CHECK(entry.record == record_of(manifest));
  CHECK(parse_release_record(entry.target.custom) == entry.record);
}
