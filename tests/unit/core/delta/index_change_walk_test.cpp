// Malformed index changes, and the exact index from well-formed ones.
#include "core/delta/index_change_walk.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "core/delta/encode/index_difference.hpp"
#include "core/delta/rebuild_index.hpp"
#include "tests/unit/core/delta/memory_tree.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

const Nodes kOld{{"a", {EntryType::file, 0644, "content of a"}},
                 {"dir", {EntryType::directory, 0755, ""}},
                 {"dir/link", {EntryType::symlink, 0, "b"}},
                 {"dir/made", {EntryType::file, 0644, "x"}}};

// The code that reading the change meets, "" for none; an old index of 4 entries and 2 frames.
std::string outcome(const std::vector<std::string>& segments) {
  const TemporaryDirectory folder;
  MemoryTree tree(kOld, folder / "index");
  const IndexChange change{segments.size(), [&](std::size_t i) { return segments.at(i); }};
  try {
    files_to_make(tree.index(), change);
    return "";
  } catch (const TrustError& error) {
    return error.code();
  }
}

IndexChangeWriter keeping(int entries, int frames = 2) {
  IndexChangeWriter writer;
  for (int i = 0; i < entries; ++i) writer.keep();
  for (int i = 0; i < frames; ++i) writer.keep_frame();
  return writer;
}

EntryChange new_file(const std::string& path, Origin origin, std::uint64_t ordinal = 0) {
  EntryChange change;
  change.origin = origin;
  change.origin_ordinal = ordinal;
  change.entry.path = path;
  change.entry.mode = 0644;
  change.entry.size = 5;
  return change;
}

// Keeps all and inserts one entry at the end.
std::string inserting(const EntryChange& change) {
  IndexChangeWriter writer = keeping(4, 0);
  writer.insert("dir/made", change);
  writer.keep_frame();
  writer.keep_frame();
  return outcome({writer.finish()});
}

}  // namespace

TEST_CASE("an index change that keeps everything is accepted") {
  CHECK(outcome({keeping(4).finish()}).empty());
  CHECK(outcome({keeping(4, 0).finish(), keeping(0, 2).finish()}).empty());
  CHECK(inserting(new_file("new", Origin::made)).empty());
}

TEST_CASE("an index change that ends before or after the old index is refused") {
  CHECK(outcome({keeping(3).finish()}) == "trust-format");
  CHECK(outcome({keeping(5).finish()}) == "trust-format");
  CHECK(outcome({keeping(4, 1).finish()}) == "trust-format");
  CHECK(outcome({keeping(4, 3).finish()}) == "trust-format");
  CHECK(outcome({}) == "trust-format");
}

TEST_CASE("entries after frames are refused") {
  CHECK(outcome({keeping(2, 1).finish(), keeping(2, 1).finish()}) == "trust-format");
}

TEST_CASE("an empty segment is refused") {
  CHECK(outcome({keeping(4).finish(), IndexChangeWriter().finish()}) == "trust-format");
}

TEST_CASE("a copy of what is not there or not a file is refused") {
  CHECK(inserting(new_file("new", Origin::old_file, 0)).empty());
  CHECK(inserting(new_file("new", Origin::old_file, 1)) == "trust-format");  // a directory
  CHECK(inserting(new_file("new", Origin::old_file, 2)) == "trust-format");  // a symlink
  CHECK(inserting(new_file("new", Origin::old_file, 4)) == "trust-format");  // beyond the end
  CHECK(inserting(new_file("new", Origin::new_file, 0)) == "trust-format");  // not made
  CHECK(inserting(new_file("new", Origin::new_file, 4)) == "trust-format");  // itself
  CHECK(inserting(new_file("new", Origin::new_file, 99)) == "trust-format");
}

TEST_CASE("an inserted entry that breaks the rules of a tree is refused") {
  CHECK(inserting(new_file("a", Origin::made)) == "trust-format");  // not in order
  CHECK(inserting(new_file("dir/made", Origin::made)) == "trust-format");
  CHECK(inserting(new_file("none/x", Origin::made)) == "trust-format");  // no parent
  CHECK(inserting(new_file("z/../x", Origin::made)) == "trust-format");
  EntryChange setuid = new_file("new", Origin::made);
  setuid.entry.mode = 0777;
  CHECK(inserting(setuid) == "trust-format");
  EntryChange headless = new_file("new", Origin::made);
  headless.entry.header_length = 0;
  CHECK(inserting(headless) == "trust-format");
  EntryChange huge = new_file("new", Origin::made);
  huge.entry.size = kMaxFileSize + 1;
  CHECK(inserting(huge) == "trust-format");
  EntryChange link;
  link.entry.path = "new";
  link.entry.type = EntryType::symlink;
  link.entry.link_target = "../out";
  CHECK(inserting(link) == "trust-format");
}

TEST_CASE("content for a directory and a target for a file are refused") {
  const auto changing = [](std::size_t at, const EntryChange& change, const TreeEntry& before) {
    IndexChangeWriter writer = keeping(static_cast<int>(at), 0);
    writer.change(before, change);
    for (std::size_t i = at + 1; i < 4; ++i) writer.keep();
    writer.keep_frame();
    writer.keep_frame();
    return outcome({writer.finish()});
  };
  CHECK(changing(0, new_file("a", Origin::made), {}).empty());
  CHECK(changing(1, new_file("dir", Origin::made), {}) == "trust-format");
  CHECK(changing(2, new_file("dir/link", Origin::old_file), {}) == "trust-format");
  EntryChange target;
  target.new_target = true;
  target.entry.link_target = "c";
  CHECK(changing(2, target, {}).empty());
  CHECK(changing(0, target, {}) == "trust-format");
  CHECK(changing(0, EntryChange{}, {}) == "trust-format");  // changes nothing
}

TEST_CASE("an index change of many segments rebuilds the exact index") {
  const TemporaryDirectory folder;
  TreeMutation mutation(3);
  const Nodes nodes = mutation.make(400);
  MemoryTree before(nodes, folder / "old");
  MemoryTree after(mutation.mutate(nodes), folder / "new");
  const IndexDifference difference = compare_indexes(before.index(), after.index());
  std::vector<Sha256Digest> made;
  for (const FileToMake& file : difference.files) made.push_back(file.sha256);
  const IndexChange change{difference.segments.size(),
                           [&](std::size_t i) { return difference.segments.at(i); }};
  std::string index;
  const IndexReference rebuilt = rebuild_index(before.index(), change, made, IndexCut::fine,
                                               [&](std::string_view bytes) { index += bytes; });
  CHECK(rebuilt == after.index().reference());
  CHECK(index == after.index_bytes());
  made.push_back({});
  CHECK_THROWS_AS(
      rebuild_index(before.index(), change, made, IndexCut::fine, [](std::string_view) {}),
      std::logic_error);
  made.resize(made.size() - 2);
  CHECK_THROWS_AS(
      rebuild_index(before.index(), change, made, IndexCut::fine, [](std::string_view) {}),
      std::logic_error);
}

TEST_CASE("a pass over an index change ends soon after a stop is requested") {
  const TemporaryDirectory folder;
  MemoryTree tree(kOld, folder / "index");
  const std::string segment = keeping(4).finish();
  std::stop_source stop;
  const IndexChange change{1, [&](std::size_t) {
                             stop.request_stop();  // in the middle of the pass
                             return segment;
                           }};
  CHECK_THROWS_AS(files_to_make(tree.index(), change, stop.get_token()), Interrupted);
  CHECK_THROWS_AS(
      rebuild_index(
          tree.index(), change, {}, IndexCut::fine, [](std::string_view) {}, stop.get_token()),
      Interrupted);
}
