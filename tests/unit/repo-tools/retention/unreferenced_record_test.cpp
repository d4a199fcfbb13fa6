#include "repo-tools/retention/unreferenced_record.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

const Timestamp kNow = *parse_timestamp("2026-11-23T18:30:00Z");

struct Scene {
  Scene() { fs::create_directory(paths.state()); }
  TemporaryDirectory folder;
  RepositoryPaths paths{folder / "repo"};
};

}  // namespace

TEST_CASE("since when files are unreferenced is read back as it was written") {
  const Scene scene;
  const UnreferencedSince since{{"targets/demo/blobs/a", kNow},
                                {"targets/demo/blobs/b", kNow - std::chrono::hours(1)}};
  CHECK(read_unreferenced(scene.paths).since.empty());
  write_unreferenced(scene.paths, since);
  CHECK(read_unreferenced(scene.paths).since == since);
  CHECK(fs::status(scene.paths.unreferenced()).permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write));
  write_unreferenced(scene.paths, {});
  CHECK_FALSE(fs::exists(scene.paths.unreferenced()));
}

TEST_CASE("a file that is unreferenced once more begins anew, and others stay as they are") {
  const Scene scene;
  write_unreferenced(scene.paths, {{"a", kNow}, {"b", kNow}});
  note_unreferenced(scene.paths, {"b", "c"}, kNow + std::chrono::hours(2));
  CHECK(read_unreferenced(scene.paths).since ==
        UnreferencedSince{
            {"a", kNow}, {"b", kNow + std::chrono::hours(2)}, {"c", kNow + std::chrono::hours(2)}});
}

TEST_CASE("a damaged record counts as none and says so") {
  const Scene scene;
  for (const char* bytes :
       {"", "{", "[]", R"({"schema":"switchback.unreferenced/1"})",
        R"({"schema":"switchback.unreferenced/1","unreferenced":{"a":"yesterday"}})",
        R"({"schema":"switchback.unreferenced/1","unreferenced":{"a":1}})"}) {
    CAPTURE(bytes);
    write_file_durably(scene.paths.unreferenced(), bytes, 0600);
    const RecordReading reading = read_unreferenced(scene.paths);
    CHECK(reading.since.empty());
    CHECK_THAT(reading.warning.value_or(""), Catch::Contains("gc.json is damaged"));
  }
}

TEST_CASE("a record of a newer program is refused") {
  const Scene scene;
  write_file_durably(scene.paths.unreferenced(),
                     R"({"schema":"switchback.unreferenced/2","unreferenced":{}})", 0600);
  try {
    read_unreferenced(scene.paths);
    FAIL("read");
  } catch (const StateError& error) {
    CHECK(error.code() == "future-state");
  }
}
