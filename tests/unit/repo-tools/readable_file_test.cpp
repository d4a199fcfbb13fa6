#include "repo-tools/repository/readable_file.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "manifest-schema/tuf/parse.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

// An array with so many zeros: one value more.
std::string zeros(std::size_t count) {
  std::string text = "[0";
  for (std::size_t i = 1; i < count; ++i) text += ",0";
  return text + "]";
}

std::string refusal(const std::string& bytes, std::uint64_t allowed) {
  try {
    require_readable("p-demo", bytes, allowed);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("what hosts refuse to read is refused before them, with the reason") {
  CHECK(refusal(zeros(tuf::kMaxMetadataValues - 1), 1'000'000).empty());
  CHECK_THAT(refusal(zeros(tuf::kMaxMetadataValues), 1'000'000),
             Catch::Contains("p-demo would have more than 250000 JSON values"));
  CHECK_THAT(refusal("[0,0]", 4), Catch::Contains("p-demo would have 5 bytes, hosts read 4"));
}

TEST_CASE("a role with more values than hosts read is neither signed nor published") {
  TemporaryDirectory directory;
  TestRepository repository(directory.path());
  repository.init();
  repository.publish("demo", "0r1");
  const auto before = repository.published_files();
  {
    OpenRepository open(repository.paths, "edit");
    KeyFolder keys = repository.key_folder();
    TargetsRole& role = open.metadata().role("p-demo-0001");
    role.content.extra = "{\"x-zeros\":" + zeros(tuf::kMaxMetadataValues) + "}";
    role.edit();
    SignerPool signers(keys);
    CHECK_THROWS_AS(commit_changes(open.paths, open.staging, open.metadata(), signers,
                                   {"edit", "", {}, repository.lifetimes, repository.now}),
                    ConfigError);
  }
  CHECK(repository.published_files() == before);
}
