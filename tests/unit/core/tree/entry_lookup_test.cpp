#include "core/tree/entry_lookup.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "tests/support/source_tree.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/manifest-schema/random_tree.hpp"

using namespace switchback;
using test::TemporaryDirectory;

namespace {

// Of more blocks than a lookup keeps.
IndexFile index_of(const std::vector<TreeEntry>& entries, const TemporaryDirectory& dir) {
  std::string bytes;
  IndexWriter writer([&](std::string_view part) { bytes += part; });
  for (const auto& entry : entries) writer.add(entry);
  const IndexReference reference = writer.finish();
  test::put_file(dir / "index", bytes);
  return IndexFile::open(dir / "index", reference);
}

}  // namespace

TEST_CASE("entries are found by ordinal in whatever order they are asked for") {
  const TemporaryDirectory dir;
  const auto entries = switchback::testing::RandomTree(7).make(30'000);
  const IndexFile index = index_of(entries, dir);
  REQUIRE(index.blocks().size() > 20);
  EntryLookup lookup(index);
  std::mt19937_64 random(8);
  std::size_t wrong = 0;
  for (int i = 0; i < 20'000; ++i) {
    // By turns anywhere, and near the one before: forward, backward and the same again.
    const std::size_t anywhere = random() % entries.size();
    for (const std::size_t step : {0U, 0U, 1U, 40U, 33U, 0U}) {
      const std::size_t ordinal = (anywhere + step) % entries.size();
      if (!(lookup.at(ordinal) == entries[ordinal])) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a lookup goes through an index in both directions") {
  const TemporaryDirectory dir;
  const auto entries = switchback::testing::RandomTree(9).make(3'000);
  const IndexFile index = index_of(entries, dir);
  EntryLookup lookup(index);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (!(lookup.at(i) == entries[i])) ++wrong;
  for (std::size_t i = entries.size(); i-- > 0;)
    if (!(lookup.at(i) == entries[i])) ++wrong;
  CHECK(wrong == 0);
}
