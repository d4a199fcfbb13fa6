#include "updater/slots/content_copy.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

#include <catch2/catch.hpp>
#include <optional>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "tests/support/cloning_file_system.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

constexpr CopyOffers kAll[] = {{true, true}, {false, true}, {true, false}, {false, false}};

// In a folder of its own, or in one that is given.
struct Copying {
  explicit Copying(const std::string& bytes, const std::optional<fs::path>& where = std::nullopt)
      : folder(where.value_or(own.path())) {
    fs::remove(folder / "to");
    put_file(folder / "from", bytes);
    from = open_file(folder / "from", O_RDONLY);
    to = open_file(folder / "to", O_RDWR | O_CREAT | O_EXCL, 0600);
  }

  std::string copied() const { return content_of(folder / "to"); }

  TemporaryDirectory own;
  fs::path folder;
  Descriptor from;
  Descriptor to;
};

bool can_clone(const fs::path& folder) {
  const Copying files("some bytes", folder);
  return ::ioctl(files.to.get(), FICLONE, files.from.get()) == 0;
}

void check_clones(const fs::path& folder) {
  const std::string bytes = random_bytes(100'000, 3);
  {
    const Copying files(bytes, folder);
    ContentCopy copy;
    CHECK(copy.copy(files.from.get(), files.to.get(), bytes.size(), "f", {}) == 0);
    CHECK(files.copied() == bytes);
    CHECK(stat_of(files.from.get(), "f").st_ino != stat_of(files.to.get(), "f").st_ino);
    pwrite_all(files.to.get(), "other", 100, "f");
    CHECK(content_of(folder / "from") == bytes);
  }
  const Copying hashed(bytes, folder);
  ContentCopy copy;
  const auto copied = copy.copy_and_hash(hashed.from.get(), hashed.to.get(), 100'000, "f", {});
  CHECK(copied.written == 0);
  CHECK(copied.sha256 == Sha256::of(bytes));
  CHECK(hashed.copied() == bytes);
}

}  // namespace

TEST_CASE("content is copied whatever the file system offers") {
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{1}, std::size_t{4096}, std::size_t{3 * 1024 * 1024 + 5}}) {
    const std::string bytes = random_bytes(length, 7);
    for (const CopyOffers& offers : kAll) {
      INFO(length << " bytes, clone " << offers.clone << ", in kernel " << offers.in_kernel);
      const Copying known(bytes);
      ContentCopy copy(offers);
      const auto written = copy.copy(known.from.get(), known.to.get(), length, "f", {});
      CHECK(known.copied() == bytes);
      CHECK((written == length || (written == 0 && offers.clone)));

      const Copying hashed(bytes);
      const auto copied = copy.copy_and_hash(hashed.from.get(), hashed.to.get(), length, "f", {});
      CHECK(hashed.copied() == bytes);
      CHECK(copied.sha256 == Sha256::of(bytes));
    }
  }
}

TEST_CASE("a copy has an inode of its own: what is written to it does not reach the original") {
  const std::string bytes = random_bytes(10'000, 2);
  for (const CopyOffers& offers : kAll) {
    const Copying files(bytes);
    ContentCopy(offers).copy(files.from.get(), files.to.get(), bytes.size(), "f", {});
    CHECK(stat_of(files.from.get(), "f").st_ino != stat_of(files.to.get(), "f").st_ino);
    pwrite_all(files.to.get(), "other", 100, "f");
    CHECK(content_of(files.folder / "from") == bytes);
  }
}

TEST_CASE("a file that is shorter than it should be is no copy") {
  for (const CopyOffers& offers : kAll) {
    const Copying files("short");
    ContentCopy copy(offers);
    CHECK_THROWS_AS(copy.copy(files.from.get(), files.to.get(), 6, "f", {}), StorageError);
    const Copying hashed("short");
    CHECK(copy.copy_and_hash(hashed.from.get(), hashed.to.get(), 6, "f", {}).sha256 !=
          Sha256::of("short" + std::string(1, '\0')));
  }
}

TEST_CASE("a stop ends a copy") {
  std::stop_source stop;
  stop.request_stop();
  const Copying files(random_bytes(3 * 1024 * 1024, 1));
  for (const CopyOffers& offers : {CopyOffers{false, true}, CopyOffers{false, false}}) {
    ContentCopy copy(offers);
    CHECK_THROWS_AS(copy.copy(files.from.get(), files.to.get(), 100, "f", stop.get_token()),
                    Interrupted);
  }
  ContentCopy copy;
  CHECK_THROWS_AS(
      copy.copy_and_hash(files.from.get(), files.to.get(), 3 << 20, "f", stop.get_token()),
      Interrupted);
}

TEST_CASE("blocks are shared, and nothing is written, where the file system can do so") {
  const TemporaryDirectory here;
  if (can_clone(here.path())) return check_clones(here.path());
  const CloningFileSystem made;
  if (!made.obstacle().empty()) {
    WARN("not tested: the temporary directory's file system shares no blocks, and none was made: "
         << made.obstacle());
    return;
  }
  REQUIRE(can_clone(made.path()));
  check_clones(made.path());
}
