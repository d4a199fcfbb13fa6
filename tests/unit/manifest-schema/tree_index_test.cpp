#include "manifest-schema/tree_index.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "base/errors.hpp"
#include "tests/unit/manifest-schema/random_tree.hpp"

using namespace switchback;
using switchback::testing::RandomTree;

namespace {

struct Written {
  std::string bytes;
  IndexReference reference;
};

Written write(const std::vector<TreeEntry>& entries, const std::vector<Frame>& frames = {},
              IndexCut cut = IndexCut::fine) {
  Written out;
  IndexWriter writer([&](std::string_view bytes) { out.bytes += bytes; }, cut);
  for (const auto& entry : entries) writer.add(entry);
  for (const auto& frame : frames) writer.add(frame);
  out.reference = writer.finish();
  return out;
}

std::vector<IndexBlock> blocks_of(const Written& index) {
  return parse_block_list(std::string_view(index.bytes).substr(index.reference.list_offset),
                          index.reference);
}

std::string_view block_bytes(const Written& index, const IndexBlock& block) {
  return std::string_view(index.bytes).substr(block.offset, block.length);
}

std::vector<Frame> make_frames(std::size_t count) {
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < count; ++i) {
    Frame frame;
    frame.content_length = static_cast<std::uint32_t>(1 + i * 7919 % kMaxFrameContent);
    frame.compressed_length = static_cast<std::uint32_t>(1 + i * 104729 % kMaxFrameCompressed);
    frame.content_sha256 = Sha256::of(std::to_string(i));
    frame.compressed_sha256 = Sha256::of("z" + std::to_string(i));
    frames.push_back(frame);
  }
  return frames;
}

std::set<Sha256Digest> digests(const Written& index) {
  std::set<Sha256Digest> out;
  for (const auto& block : blocks_of(index)) out.insert(block.sha256);
  return out;
}

std::size_t fresh_blocks(const std::set<Sha256Digest>& before,
                         const std::set<Sha256Digest>& after) {
  std::size_t fresh = 0;
  for (const auto& digest : after)
    if (before.count(digest) == 0) ++fresh;
  return fresh;
}

}  // namespace

TEST_CASE("every entry and frame of a random tree comes back from its index") {
  for (std::uint32_t seed = 0; seed < 8; ++seed) {
    const auto entries = RandomTree(seed).make(seed == 0 ? 12'000 : seed * 100);
    const auto frames = make_frames(seed == 0 ? 9000 : seed);
    const Written index = write(entries, frames);
    CHECK(index.reference.length == index.bytes.size());
    CHECK(index.reference.sha256 == Sha256::of(index.bytes));
    CHECK(index.reference.list_sha256 ==
          Sha256::of(std::string_view(index.bytes).substr(index.reference.list_offset)));
    CHECK(index.reference.entries == entries.size());
    CHECK(index.reference.frames == frames.size());
    std::vector<TreeEntry> read;
    std::vector<Frame> read_frames;
    TreeOrderCheck order;
    for (const auto& block : blocks_of(index)) {
      CHECK(block.length <= kIndexBlockLimit);
      CHECK(Sha256::of(block_bytes(index, block)) == block.sha256);
      if (block.kind == IndexBlockKind::entries) {
        for (auto& entry : parse_entry_block(block_bytes(index, block))) {
          order.next(entry);
          read.push_back(std::move(entry));
        }
      } else {
        const auto part = parse_frame_block(block_bytes(index, block));
        read_frames.insert(read_frames.end(), part.begin(), part.end());
      }
    }
    CHECK(read == entries);
    CHECK(read_frames == frames);
  }
}

TEST_CASE("an empty tree has an index without blocks") {
  const Written index = write({});
  CHECK(index.bytes == std::string(kIndexMagic) + "L" + std::string(1, '\0'));
  CHECK(blocks_of(index).empty());
}

TEST_CASE("a large tree is cut into blocks of about 4 KiB, by the old rule of about 64 KiB") {
  const auto entries = RandomTree(42).make(60'000);
  for (const auto& [cut, target] : {std::pair(IndexCut::fine, 4U), {IndexCut::coarse, 64U}}) {
    const Written index = write(entries, {}, cut);
    CHECK(index.reference.cut == cut);
    const auto blocks = blocks_of(index);
    const std::uint64_t average = index.reference.list_offset / blocks.size();
    CHECK(average > target * 1024 / 2);
    CHECK(average < std::uint64_t{target} * 1024 * 2);
  }
}

TEST_CASE("an index written by the old rule has the bytes that it had") {
  const Written index = write(RandomTree(42).make(6000), make_frames(50), IndexCut::coarse);
  CHECK(index.reference.sha256.hex() ==
        "e3c9a8d4cd593e30e4960f2ccc07b64909b2ae39399b3a1e0680d4f9de198663");
}

TEST_CASE("an insertion changes one block of entries") {
  const auto entries = RandomTree(7).make(30'000);
  const auto before = digests(write(entries));
  RandomTree random(8);
  for (int i = 0; i < 5; ++i) {
    auto changed = entries;
    TreeEntry added = random.make_entry("zz-inserted-" + std::to_string(i));
    added.path = entries[static_cast<std::size_t>(i) * 5000].path + "-inserted";
    changed.push_back(added);
    RandomTree::sort(changed);
    const auto after = digests(write(changed));
    const std::size_t fresh = fresh_blocks(before, after);
    // One block, or the two halves of one where the new path itself ends a block.
    CHECK(fresh >= 1);
    CHECK(fresh <= 2);
    CHECK(after.size() - before.size() == fresh - 1);
  }
}

TEST_CASE("a changed file changes one block of entries") {
  auto entries = RandomTree(9).make(20'000);
  const auto before = digests(write(entries));
  for (auto& entry : entries)
    if (entry.type == EntryType::file) {
      entry.sha256 = Sha256::of("changed");
      break;
    }
  const auto after = digests(write(entries));
  CHECK(after.size() == before.size());
  CHECK(fresh_blocks(before, after) == 1);
}

TEST_CASE("entries with the longest paths never make a block over the limit") {
  std::vector<TreeEntry> entries;
  std::string directory;
  for (int depth = 0; depth < 15; ++depth) {
    directory += (depth == 0 ? "" : "/") + std::string(250, 'd');
    entries.push_back({directory, EntryType::directory, 0755, 0, {}, "", 512});
  }
  for (int i = 10'000; i < 11'500; ++i)
    entries.push_back({directory + "/" + std::to_string(i) + std::string(200, 'x'),
                       EntryType::symlink,
                       0,
                       0,
                       {},
                       std::string(4095, '/').replace(0, 1, "a"),
                       512});
  const Written index = write(entries);
  std::size_t count = 0;
  for (const auto& block : blocks_of(index)) {
    CHECK(block.length <= kIndexBlockLimit);
    count += parse_entry_block(block_bytes(index, block)).size();
  }
  CHECK(count == entries.size());
}

TEST_CASE("a writer refuses what a reader would refuse") {
  IndexWriter writer([](std::string_view) {});
  const TreeEntry file{"b", EntryType::file, 0644, 0, Sha256::of(""), "", 512};
  writer.add(file);
  CHECK_THROWS_AS(writer.add(file), TrustError);
  auto other = file;
  other.path = "a";
  CHECK_THROWS_AS(writer.add(other), TrustError);
  other.path = "c/d";
  CHECK_THROWS_AS(writer.add(other), TrustError);
  other.path = "../x";
  CHECK_THROWS_AS(writer.add(other), TrustError);
  CHECK_THROWS_AS(writer.add(Frame{}), TrustError);
  writer.add(make_frames(1).front());
  other.path = "z";
  CHECK_THROWS_AS(writer.add(other), std::logic_error);
}

TEST_CASE("entries out of order, twice, or without their directory are refused") {
  const auto sequence = [](std::vector<TreeEntry> entries) {
    TreeOrderCheck order;
    for (const auto& entry : entries) order.next(entry);
  };
  const auto directory = [](std::string path) {
    return TreeEntry{std::move(path), EntryType::directory, 0755, 0, {}, "", 512};
  };
  const auto file = [](std::string path) {
    return TreeEntry{std::move(path), EntryType::file, 0644, 0, {}, "", 512};
  };
  CHECK_NOTHROW(sequence({directory("a"), file("a/b"), directory("a/c"), file("a/c/d"), file("a/e"),
                          directory("b"), file("b/x"), file("c")}));
  CHECK_THROWS_AS(sequence({file("b"), file("a")}), TrustError);
  CHECK_THROWS_AS(sequence({file("a"), file("a")}), TrustError);
  CHECK_THROWS_AS(sequence({directory("a"), directory("a")}), TrustError);
  CHECK_THROWS_AS(sequence({file("a/b")}), TrustError);
  CHECK_THROWS_AS(sequence({file("a"), file("a/b")}), TrustError);
  CHECK_THROWS_AS(sequence({directory("a"), file("a/b/c")}), TrustError);
  CHECK_THROWS_AS(sequence({directory("a"), directory("a/b"), file("a/c/d")}), TrustError);
  CHECK_THROWS_AS(sequence({directory("a"), file("b"), file("a/x")}), TrustError);
  const TreeEntry link{"l", EntryType::symlink, 0, 0, {}, "a", 512};
  CHECK_THROWS_AS(sequence({directory("a"), link, file("l/x")}), TrustError);
}

TEST_CASE("sizes whose sum would overflow are refused") {
  TreeOrderCheck order;
  const auto add_all = [&] {
    for (int i = 1000; i < 2000; ++i)
      order.next({std::to_string(i), EntryType::file, 0644, kMaxFileSize, {}, "", 512});
  };
  CHECK_THROWS_AS(add_all(), TrustError);
}
