#include "repo-tools/repository/pruning.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "repo-tools/repository/metadata_reader.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

const Timestamp kNow = *parse_timestamp("2026-11-23T18:30:00Z");

std::set<std::uint64_t> removed(std::vector<MetadataFile> files) {
  std::set<std::uint64_t> versions;
  for (const auto& file : superseded_beyond(std::move(files), kNow)) versions.insert(file.version);
  return versions;
}

std::vector<MetadataFile> versions(const std::string& role, std::uint64_t count,
                                   std::chrono::hours between) {
  std::vector<MetadataFile> files;
  for (std::uint64_t i = 1; i <= count; ++i)
    files.push_back({role, i, kNow - between * static_cast<int>(count - i)});
  return files;
}

}  // namespace

TEST_CASE("of the superseded versions of a role the newest ten stay") {
  CHECK(removed(versions("snapshot", 13, std::chrono::hours(48))) == std::set<std::uint64_t>{1, 2});
  CHECK(removed(versions("snapshot", 11, std::chrono::hours(48))).empty());
}

TEST_CASE("what was superseded within a day stays") {
  CHECK(removed(versions("snapshot", 40, std::chrono::hours(1))) ==
        std::set<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
  CHECK(removed(versions("snapshot", 20, std::chrono::hours(1))).empty());
}

TEST_CASE("roots stay for ever") {
  CHECK(removed(versions("root", 50, std::chrono::hours(48))).empty());
}

TEST_CASE("pruning a repository leaves what readers need") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  for (int i = 1; i <= 15; ++i) repository.publish("demo", "0a" + std::to_string(i));
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(48);
  for (const auto& entry : fs::directory_iterator(repository.paths.metadata()))
    fs::last_write_time(entry.path(), old);
  prune_metadata(repository.paths, now());
  const auto files = repository.published_files();
  CHECK(files.count("metadata/1.root.json") == 1);
  CHECK(files.count("metadata/6.snapshot.json") == 1);
  CHECK(files.count("metadata/5.snapshot.json") == 0);
  CHECK(files.count("metadata/5.p-demo-0001.json") == 1);
  CHECK(files.count("metadata/4.p-demo-0001.json") == 0);
  CHECK(read_visible_metadata(repository.paths).role("p-demo-0001").content.targets.size() == 15);
}
