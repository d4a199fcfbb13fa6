#include "core/tree/index_file.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "core/tree/entry_lookup.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/manifest-schema/random_tree.hpp"

using namespace switchback;
using test::TemporaryDirectory;

namespace {

struct Written {
  std::string bytes;
  IndexReference reference;
};

Written write(const std::vector<TreeEntry>& entries) {
  Written out;
  IndexWriter writer([&](std::string_view bytes) { out.bytes += bytes; });
  for (const auto& entry : entries) writer.add(entry);
  for (std::uint32_t i = 1; i <= 5; ++i)
    writer.add(Frame{i * 1000, i, Sha256::of("c"), Sha256::of("z")});
  out.reference = writer.finish();
  return out;
}

std::string code_of_opening(const std::filesystem::path& path, const IndexReference& reference) {
  try {
    (void)IndexFile::open(path, reference).load_frames();
    return "accepted";
  } catch (const TrustError& error) {
    return error.code();
  }
}

}  // namespace

TEST_CASE("an index file gives its entries in order, from any ordinal, and its frames") {
  const TemporaryDirectory dir;
  const auto entries = switchback::testing::RandomTree(5).make(5000);
  const Written written = write(entries);
  test::put_file(dir / "index", written.bytes);
  const IndexFile index = IndexFile::open(dir / "index", written.reference);
  CHECK(index.load_frames().size() == 5);
  EntryLookup lookup(index);
  for (const std::size_t first :
       {std::size_t{0}, std::size_t{1}, entries.size() / 2, entries.size() - 1, entries.size()}) {
    auto cursor = index.cursor_at(first);
    for (std::size_t i = first; i < entries.size(); ++i) {
      const TreeEntry* entry = cursor.next();
      REQUIRE(entry != nullptr);
      if (!(*entry == entries[i]) || cursor.ordinal() != i) FAIL(i);
    }
    CHECK(cursor.next() == nullptr);
    CHECK(cursor.next() == nullptr);
  }
  for (const std::size_t i :
       {entries.size() - 1, std::size_t{0}, std::size_t{3333}, std::size_t{7}})
    CHECK(lookup.at(i) == entries[i]);
}

TEST_CASE("an index file with any byte changed is refused") {
  const TemporaryDirectory dir;
  const Written written = write(switchback::testing::RandomTree(6).make(300));
  test::put_file(dir / "index", written.bytes);
  CHECK(code_of_opening(dir / "index", written.reference) == "accepted");
  for (std::size_t i = 0; i < written.bytes.size(); i += i < 16 ? 1 : 97) {
    std::string damaged = written.bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    test::put_file(dir / "index", damaged);
    INFO(i);
    CHECK(code_of_opening(dir / "index", written.reference) == "trust-length-or-hash");
  }
}

TEST_CASE("an index file that is shorter or longer than signed is refused") {
  const TemporaryDirectory dir;
  const Written written = write(switchback::testing::RandomTree(6).make(300));
  for (const auto& bytes : {written.bytes + "x", written.bytes.substr(1), std::string(),
                            written.bytes.substr(0, written.bytes.size() - 1)}) {
    test::put_file(dir / "index", bytes);
    CHECK(code_of_opening(dir / "index", written.reference) == "trust-length-or-hash");
  }
}

TEST_CASE("an index file with another number of entries or frames than signed is refused") {
  const TemporaryDirectory dir;
  const Written written = write(switchback::testing::RandomTree(6).make(300));
  test::put_file(dir / "index", written.bytes);
  auto reference = written.reference;
  reference.entries += 1;
  CHECK(code_of_opening(dir / "index", reference) == "trust-format");
  reference = written.reference;
  reference.frames -= 1;
  CHECK(code_of_opening(dir / "index", reference) == "trust-format");
}

TEST_CASE("a block that changes after the index was opened is noticed when it is read") {
  const TemporaryDirectory dir;
  const Written written = write(switchback::testing::RandomTree(6).make(300));
  test::put_file(dir / "index", written.bytes);
  const IndexFile index = IndexFile::open(dir / "index", written.reference);
  std::string damaged = written.bytes;
  damaged[100] = static_cast<char>(damaged[100] ^ 1);
  test::put_file(dir / "index", damaged);
  CHECK_THROWS_AS(index.cursor().next(), TrustError);
}

TEST_CASE("a stop ends the opening of an index") {
  const TemporaryDirectory dir;
  const Written written = write(switchback::testing::RandomTree(6).make(300));
  test::put_file(dir / "index", written.bytes);
  std::stop_source stop;
  stop.request_stop();
  CHECK_THROWS_AS(IndexFile::open(dir / "index", written.reference, stop.get_token()), Interrupted);
}

TEST_CASE("a symlink in place of an index is refused") {
  const TemporaryDirectory dir;
  const Written written = write({});
  test::put_file(dir / "real", written.bytes);
  std::filesystem::create_symlink("real", dir / "index");
  CHECK_THROWS_AS(IndexFile::open(dir / "index", written.reference), StorageError);
}
