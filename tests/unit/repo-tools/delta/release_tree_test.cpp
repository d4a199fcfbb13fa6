#include "repo-tools/delta/release_tree.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/repo-tools/delta/delta_scene.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

void damage_byte(const fs::path& path, std::size_t at) {
  std::string bytes = content_of(path);
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  put_file(path, bytes);
}

}  // namespace

TEST_CASE("the files of a published release are extracted with their content") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  const auto manifest = scene.manifest("0r1");
  const fs::path folder = scene.trees / "extracted";
  const auto tree = extract_release(published_files(scene.repository.paths, manifest), folder, {});
  CHECK(tree.index.reference().list_sha256 == manifest.index.list_sha256);
  for (const char* name : {"lib/big", "bin/run", "empty", "edit"})
    CHECK(content_of(folder / name) == content_of(scene.tree("one") / name));
  CHECK_FALSE(fs::exists(fs::symlink_status(folder / "bin/link")));
  CHECK(fs::status(folder).permissions() == fs::perms::owner_all);
}

TEST_CASE("a damaged release is not extracted") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  const auto files = published_files(scene.repository.paths, scene.manifest("0r1"));
  const auto refused = [&](const ReleaseFiles& release) {
    const fs::path folder = scene.trees / "extracted";
    fs::remove_all(folder);
    try {
      extract_release(release, folder, {});
    } catch (const StateError& error) {
      return error.code();
    }
    return std::string();
  };
  CHECK(refused(files).empty());
  ReleaseFiles other = files;
  other.reference.list_sha256 = Sha256::of("another");
  CHECK(refused(other) == "damage");
  damage_byte(files.bundle, fs::file_size(files.bundle) / 2);
  CHECK(refused(files) == "damage");
}

TEST_CASE("an extraction stops when it is asked to") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  std::stop_source source;
  source.request_stop();
  CHECK_THROWS_AS(extract_release(published_files(scene.repository.paths, scene.manifest("0r1")),
                                  scene.trees / "extracted", source.get_token()),
                  Interrupted);
}
