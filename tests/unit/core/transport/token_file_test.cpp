#include "core/transport/token_file.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "base/errors.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using switchback::test::TemporaryDirectory;
namespace fs = std::filesystem;

namespace {

struct Scene {
  TemporaryDirectory folder;
  fs::path token = folder / "token";

  void write(mode_t mode) const {
    std::ofstream(token) << "s3cret\nwhatever\n";
    REQUIRE(::chmod(token.c_str(), mode) == 0);
  }
  std::string refusal(const fs::path& path) const {
    try {
      read_token(path);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "accepted";
  }
};

}  // namespace

TEST_CASE("a token is the first line of a file that the owner, and perhaps a group, reads") {
  const Scene scene;
  scene.write(GENERATE(mode_t{0600}, mode_t{0400}, mode_t{0640}));
  CHECK(read_token(scene.token) == "s3cret");
  CHECK(read_token({}).empty());
  CHECK_THROWS_AS(read_token(scene.folder / "missing"), StorageError);
}

TEST_CASE("a token file that others may write or everybody may read is refused") {
  const Scene scene;
  const auto [mode, why] =
      GENERATE(table<mode_t, std::string>({{0620, "can be written by others"},
                                           {0602, "can be written by others"},
                                           {0604, "can be read by everybody"}}));
  scene.write(mode);
  CHECK_THAT(scene.refusal(scene.token), Catch::EndsWith(why));
}

TEST_CASE("what stands in a token file's place is neither followed nor waited for") {
  const Scene scene;
  scene.write(0600);
  const fs::path other = scene.folder / "other";
  SECTION("a symlink") {
    fs::create_symlink("token", other);
    CHECK_THAT(scene.refusal(other), Catch::EndsWith("is a symlink"));
  }
  SECTION("a hard link") {
    fs::create_hard_link(scene.token, other);
    CHECK_THAT(scene.refusal(other), Catch::Contains("hard link"));
  }
  SECTION("a FIFO") {
    REQUIRE(::mkfifo(other.c_str(), 0600) == 0);
    CHECK_THAT(scene.refusal(other), Catch::EndsWith("is not a regular file"));
  }
  SECTION("a folder") {
    fs::create_directory(other);
    CHECK_THAT(scene.refusal(other), Catch::EndsWith("is not a regular file"));
  }
}
