#include "repo-tools/repository/product_size.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "repo-tools/repository/commit.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

struct Scene {
  Scene() {
    repository.init();
    repository.publish("demo", "0r1", "one");
    repository.publish("other", "0r1", "one");
  }
  // Publishes `role` with so many bytes more.
  std::vector<std::string> fill(const std::string& role, std::size_t bytes) {
    OpenRepository open(repository.paths, "fill");
    KeyFolder keys = repository.key_folder();
    SignerPool signers(keys);
    TargetsRole& filled = open.metadata().role(role);
    filled.content.extra = "{\"x-filler\":\"" + std::string(bytes, 'a') + "\"}";
    filled.edit();
    CommitRequest request;
    request.now = repository.now;
    return commit_changes(open.paths, open.staging, open.metadata(), signers, request).warnings;
  }

  TemporaryDirectory folder;
  TestRepository repository{folder.path()};
};

}  // namespace

TEST_CASE("a product's metadata is warned of in time and never passes what hosts read") {
  Scene scene;
  CHECK(scene.fill("p-demo", 4'900'000).empty());
  CHECK(scene.fill("p-other", 4'900'000).empty());
  const auto warnings = scene.fill("p-demo-0001", 1'500'000);
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], Catch::StartsWith("the metadata of demo has 6.1") &&
                              Catch::Contains("remove --product demo --keep-last"));
  const auto before = scene.repository.published_files();
  try {
    scene.fill("p-demo-0001", 3'500'000);
    FAIL("hosts could not read that");
  } catch (const ConfigError& error) {
    CHECK_THAT(error.what(), Catch::Contains("demo would have 8"));
    CHECK_THAT(error.next_step(), Catch::Contains("remove --product demo --keep-last"));
  }
  CHECK(scene.repository.published_files() == before);
  CHECK(scene.fill("p-demo-0001", 1'000'000).empty());
}

TEST_CASE("a product beyond what hosts read gets no longer, is renewed and gets shorter") {
  Scene scene;
  constexpr std::uint64_t kVisible = 9'000'000;
  fs::resize_file(scene.repository.paths.root() / "metadata/1.p-demo-0001.json", kVisible);
  const auto judge = [&](std::uint64_t length) {
    Scene intact;
    RepositoryMetadata metadata = read_visible_metadata(intact.repository.paths);
    metadata.role("p-demo-0001").signed_bytes = std::string(length, 'a');
    metadata.role("p-demo-0001").changed = true;
    return require_readable_products(scene.repository.paths, metadata).size();
  };
  CHECK_THROWS_AS(judge(kVisible + 1'000), ConfigError);
  CHECK(judge(kVisible) == 1);
  CHECK(judge(kVisible - 100'000) == 1);
  CHECK(judge(1'000) == 0);
}
