#include "repo-tools/repository/init_repository.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/errors.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

TEST_CASE("a new repository holds four roles signed by four keys") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  const InitResult result = repository.init();
  const auto files = repository.published_files();
  CHECK(result.fingerprint == "sha256:" + Sha256::of(files.at("metadata/1.root.json")).hex());
  CHECK(files.size() == 5);
  CHECK(fs::is_directory(repository.paths.root() / "targets"));
  CHECK(repository.key_folder().keys().size() == 4);
  const RepositoryMetadata metadata = read_visible_metadata(repository.paths);
  CHECK(metadata.root.content.keys.size() == 4);
  CHECK(metadata.root.content.consistent_snapshot);
  CHECK(metadata.root.content.expires - repository.now == std::chrono::hours(24 * 730));
  CHECK(metadata.timestamp.content.expires - repository.now == std::chrono::hours(24 * 14));
}

TEST_CASE("a repository is not made over another one or over files") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  const auto before = repository.published_files();
  CHECK_THROWS_AS(repository.init(), StateError);
  CHECK(repository.published_files() == before);
  fs::create_directory(folder / "full");
  std::ofstream(folder / "full" / "file") << "x";
  CHECK_THROWS_AS(require_can_init(RepositoryPaths(folder / "full")), StateError);
}

TEST_CASE("an init whose end was not told is told again") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  const InitOptions options{repository.keys, KeyFolder::Protection::none, {}, repository.now};
  const auto first = init_repository(repository.paths, options, repository.passphrases);
  const auto before = repository.published_files();
  const auto second = init_repository(repository.paths, options, repository.passphrases);
  CHECK(first.fingerprint == second.fingerprint);
  CHECK(repository.published_files() == before);
  CHECK(repository.key_folder().keys().size() == 4);
  acknowledge_init(repository.paths);
  CHECK_THROWS_AS(init_repository(repository.paths, options, repository.passphrases), StateError);
}

TEST_CASE("the keys of another repository are not used for a new one") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  const RepositoryPaths second(folder / "second");
  CHECK_THROWS_AS(init_repository(second, {repository.keys, KeyFolder::Protection::none, {}, {}},
                                  repository.passphrases),
                  StateError);
  CHECK_FALSE(fs::exists(second.state()));
  CHECK_FALSE(fs::exists(second.root()));
}

TEST_CASE("keys inside the new repository are refused before anything is made") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.keys = repository.paths.root() / "keys";
  CHECK_THROWS_AS(repository.init(), ConfigError);
  CHECK_FALSE(fs::exists(repository.paths.root()));
}

TEST_CASE("a repository's name may end in a slash or be a symlink") {
  const TemporaryDirectory folder;
  fs::create_directory(folder / "real");
  fs::create_directory_symlink(folder / "real", folder / "alias");
  CHECK(RepositoryPaths(folder / "alias").state() == RepositoryPaths(folder / "real").state());
  CHECK(RepositoryPaths((folder / "real").string() + "/").state() ==
        RepositoryPaths(folder / "real").state());
  CHECK_THROWS_AS(RepositoryPaths("/"), ConfigError);
}
