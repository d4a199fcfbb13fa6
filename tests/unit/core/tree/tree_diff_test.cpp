#include "core/tree/tree_diff.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "tests/support/source_tree.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/manifest-schema/random_tree.hpp"

using namespace switchback;
using test::TemporaryDirectory;

namespace {

using Entries = std::vector<TreeEntry>;
using Words = std::vector<std::string>;

IndexFile index_of(const std::filesystem::path& path, const Entries& entries) {
  std::string bytes;
  IndexWriter writer([&](std::string_view more) { bytes += more; });
  for (const auto& entry : entries) writer.add(entry);
  const IndexReference reference = writer.finish();
  test::put_file(path, bytes);
  return IndexFile::open(path, reference);
}

Words differences(const Entries& older, const Entries& newer) {
  const TemporaryDirectory folder;
  Words words;
  diff_indexes(index_of(folder / "older", older), index_of(folder / "newer", newer),
               [&](const TreeDifference& difference) {
                 words.push_back(std::string(tree_change_name(difference.change)) + " " +
                                 difference.path + " " + std::to_string(difference.old_size) + " " +
                                 std::to_string(difference.new_size));
               });
  return words;
}

TreeEntry file_entry(const std::string& path, const std::string& content,
                     std::uint32_t mode = 0644) {
  TreeEntry entry;
  entry.path = path;
  entry.mode = mode;
  entry.header_length = 512;
  entry.size = content.size();
  entry.sha256 = Sha256::of(content);
  return entry;
}

TreeEntry symlink_entry(const std::string& path, const std::string& target) {
  TreeEntry entry;
  entry.path = path;
  entry.type = EntryType::symlink;
  entry.header_length = 512;
  entry.link_target = target;
  return entry;
}

}  // namespace

TEST_CASE("every kind of difference between two trees is told once, in path order") {
  const Entries older{file_entry("a", "same"),        file_entry("b", "old"),
                      file_entry("c", "mode"),        file_entry("gone", "1234"),
                      file_entry("kind", "is"),       symlink_entry("l1", "a"),
                      symlink_entry("same-link", "a")};
  const Entries newer{file_entry("a", "same"),        file_entry("added", "12"),
                      file_entry("b", "new!"),        file_entry("c", "mode", 0755),
                      symlink_entry("kind", "a"),     symlink_entry("l1", "b"),
                      symlink_entry("same-link", "a")};
  CHECK(differences(older, newer) == Words{"added added 0 2", "changed b 3 4", "mode c 4 4",
                                           "removed gone 4 0", "changed kind 2 0",
                                           "changed l1 0 0"});
}

TEST_CASE("equal trees do not differ, and an empty one lacks all") {
  const Entries entries{file_entry("a", "one"), file_entry("b", "two")};
  CHECK(differences(entries, entries).empty());
  CHECK(differences({}, {}).empty());
  CHECK(differences({}, entries) == Words{"added a 0 3", "added b 0 3"});
  CHECK(differences(entries, {}) == Words{"removed a 3 0", "removed b 3 0"});
}

TEST_CASE("trees of many blocks are compared to their ends") {
  const Entries older = switchback::testing::RandomTree(1).make(4000);
  const Entries newer = switchback::testing::RandomTree(2).make(4000);
  std::map<std::string, int> paths;
  for (const auto& entry : older) paths[entry.path] |= 1;
  for (const auto& entry : newer) paths[entry.path] |= 2;
  std::map<std::string, int> one_sided;
  for (const auto& [path, sides] : paths)
    if (sides != 3) one_sided[path] = sides;
  const TemporaryDirectory folder;
  diff_indexes(index_of(folder / "older", older), index_of(folder / "newer", newer),
               [&](const TreeDifference& difference) {
                 if (difference.change == TreeChange::removed) one_sided[difference.path] -= 1;
                 if (difference.change == TreeChange::added) one_sided[difference.path] -= 2;
               });
  for (const auto& [path, sides] : one_sided)
    if (sides != 0) FAIL(path);
  CHECK(one_sided.size() > 1000);
}

TEST_CASE("a change of size is written with both sizes and a sign") {
  CHECK(size_change_text(1024, 1536) == "1.00 KiB → 1.50 KiB, +512 B");
  CHECK(size_change_text(10, 4) == "10 B → 4 B, -6 B");
  CHECK(size_change_text(0, 0) == "0 B → 0 B, +0 B");
}
