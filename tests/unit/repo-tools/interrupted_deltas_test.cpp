#include "repo-tools/repository/interrupted_deltas.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;

class Scene {
 public:
  Scene() { fs::create_directory(paths.state()); }

  // Work on a delta that was begun `age` seconds after the epoch; its files have holes.
  fs::path begun(const std::string& from, const std::string& to, std::uint64_t bytes, long age) {
    const fs::path folder = frames_folder(paths, Sha256::of(from), Sha256::of(to)).path;
    put_file(folder / "frame", "");
    fs::resize_file(folder / "frame", bytes);
    const timespec times[] = {{age, 0}, {age, 0}};
    REQUIRE(::utimensat(AT_FDCWD, folder.c_str(), times, 0) == 0);
    return folder;
  }

 private:
  TemporaryDirectory directory_;

 public:
  RepositoryPaths paths{directory_ / "repo"};
};

}  // namespace

TEST_CASE("the folder of a pair of trees is private, and there when it is asked for again") {
  Scene scene;
  const fs::path folder = scene.begun("one", "two", 10, 1);
  CHECK((fs::status(folder).permissions() & fs::perms::others_all) == fs::perms::none);
  CHECK(frames_folder(scene.paths, Sha256::of("one"), Sha256::of("two")).path == folder);
  CHECK(fs::exists(folder / "frame"));
  const auto deltas = interrupted_deltas(scene.paths);
  REQUIRE(deltas.size() == 1);
  CHECK(deltas[0].bytes == 10);
  CHECK(scene.paths.state() / deltas[0].path == folder);
}

TEST_CASE("the oldest work goes where there is too much of it") {
  Scene scene;
  const fs::path oldest = scene.begun("one", "two", kGiB / 2, 10);
  const fs::path younger = scene.begun("one", "three", kGiB / 2, 20);
  CHECK(fs::exists(oldest));
  scene.begun("one", "four", kGiB / 4, 30);
  const FramesFolder own = frames_folder(scene.paths, Sha256::of("one"), Sha256::of("five"));
  CHECK_FALSE(fs::exists(oldest));
  CHECK(fs::exists(younger));
  CHECK(own.most == 2 * kGiB - kGiB * 3 / 4);
}

TEST_CASE("what leads to a tree is forgotten with all that it came from, and nothing else") {
  Scene scene;
  const fs::path first = scene.begun("one", "three", 10, 1);
  const fs::path second = scene.begun("two", "three", 10, 1);
  const fs::path other = scene.begun("three", "two", 10, 1);
  forget_frames(scene.paths, Sha256::of("three"));
  CHECK_FALSE(fs::exists(first));
  CHECK_FALSE(fs::exists(second));
  CHECK(fs::exists(other));
  forget(scene.paths, interrupted_deltas(scene.paths).front());
  CHECK_FALSE(fs::exists(scene.paths.frames()));
  forget_frames(scene.paths, Sha256::of("three"));
}

TEST_CASE("work on one delta is forgotten without that on another to the same tree") {
  Scene scene;
  const fs::path first = scene.begun("one", "three", 10, 1);
  const fs::path second = scene.begun("two", "three", 10, 1);
  forget_frames(scene.paths, Sha256::of("one"), Sha256::of("three"));
  CHECK_FALSE(fs::exists(first));
  CHECK(fs::exists(second));
}
