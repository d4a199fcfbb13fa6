// What a host relies on: index, frames and tar describe each other exactly.
#include <fcntl.h>

#include <catch2/catch.hpp>
#include <set>

#include "base/files.hpp"
#include "core/tree/bundle_writer.hpp"
#include "core/tree/frame_decoder.hpp"
#include "core/tree/index_file.hpp"
#include "core/tree/walk.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using test::put_file;
using test::random_bytes;
using test::TemporaryDirectory;

namespace {

struct Published {
  std::vector<TreeEntry> entries;
  std::vector<Frame> frames;
  std::string tar;
  std::set<Sha256Digest> contents;
};

Published publish(const std::filesystem::path& source, const TemporaryDirectory& dir) {
  BundleOptions options;
  options.level = BundleLevel::fast;
  const auto result = write_bundle(source, options, dir / "bundle", dir / "index");
  const IndexFile index = IndexFile::open(dir / "index", result.index);
  Published out;
  auto cursor = index.cursor();
  while (const TreeEntry* entry = cursor.next()) out.entries.push_back(*entry);
  out.frames = index.load_frames();
  const Descriptor bundle = open_file(dir / "bundle", O_RDONLY);
  std::uint64_t offset = 0;
  FrameDecoder decoder;
  std::string content;
  for (const Frame& frame : out.frames) {
    const std::string bytes = pread_exact(bundle.get(), frame.compressed_length, offset, "bundle");
    CHECK(Sha256::of(bytes) == frame.compressed_sha256);
    decoder.decode(bytes, frame.content_length, content);
    CHECK(Sha256::of(content) == frame.content_sha256);
    out.contents.insert(frame.content_sha256);
    out.tar += content;
    offset += frame.compressed_length;
  }
  CHECK(offset == result.bundle.length);
  return out;
}

void check_tar(const Published& published, const std::filesystem::path& source) {
  std::size_t offset = 0;
  for (const TreeEntry& entry : published.entries) {
    INFO(entry.path);
    const std::string content = published.tar.substr(offset + entry.header_length, entry.size);
    if (entry.type == EntryType::file) {
      CHECK(content == test::content_of(source / entry.path));
      CHECK(entry.sha256 == Sha256::of(content));
    }
    offset += tar_member_length(entry);
  }
  CHECK(published.tar.substr(offset) == std::string(kTarEndLength, '\0'));
}

// Big files are alone in their frames from the first byte of their content to the last.
void check_big_files(const Published& published) {
  std::set<std::uint64_t> boundaries{0};
  std::uint64_t end = 0;
  for (const Frame& frame : published.frames) boundaries.insert(end += frame.content_length);
  std::uint64_t offset = 0;
  for (const TreeEntry& entry : published.entries) {
    const std::uint64_t content = offset + entry.header_length;
    const bool big = entry.size > 1024 * 1024;
    const auto inside = std::distance(boundaries.upper_bound(offset),
                                      boundaries.lower_bound(offset + tar_member_length(entry)));
    INFO(entry.path);
    if (big) {
      CHECK(boundaries.count(content) == 1);
      CHECK(boundaries.count(content + entry.size) == 1);
    } else {
      CHECK(inside == 0);
    }
    offset += tar_member_length(entry);
  }
}

}  // namespace

TEST_CASE("index, frames and tar describe each other") {
  const TemporaryDirectory dir;
  const auto source = dir / "source";
  put_file(source / "a", "");
  put_file(source / "b", std::string(511, 'b'));
  put_file(source / "big1", random_bytes(1024 * 1024 + 1, 1));
  put_file(source / "big2", random_bytes(7'000'000, 2));
  put_file(source / "big3", random_bytes(2048 * 1024, 3));
  put_file(source / std::string(255, 'n'), std::string(513, 'n'));
  put_file(source / "é", "é");
  for (int i = 0; i < 300; ++i)
    put_file(source / ("many/" + std::to_string(i)), random_bytes(10'000, 4));
  std::filesystem::create_symlink("a", source / "link");
  const Published published = publish(source, dir);
  check_tar(published, source);
  check_big_files(published);
  auto expected = scan_tree(source);
  REQUIRE(published.entries.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    expected[i].header_length = published.entries[i].header_length;
    CHECK(published.entries[i] == expected[i]);
  }
}

TEST_CASE("a changed, an added and a removed file change the frames around them only") {
  const TemporaryDirectory dir;
  const auto source = dir / "source";
  for (int i = 0; i < 1500; ++i)
    put_file(source / ("many/" + std::to_string(i)), random_bytes(6'000, static_cast<unsigned>(i)));
  const std::string big = random_bytes(9'000'000, 99);
  put_file(source / "big", big);
  const Published before = publish(source, dir);
  const auto fresh_after = [&] {
    std::size_t fresh = 0;
    for (const auto& digest : publish(source, dir).contents)
      if (before.contents.count(digest) == 0) ++fresh;
    return fresh;
  };
  REQUIRE(before.frames.size() > 12);
  SECTION("changed") {
    put_file(source / "many/700", "changed");
    CHECK(fresh_after() <= 3);
  }
  SECTION("added") {
    put_file(source / "many/700a", random_bytes(70'000, 100));
    CHECK(fresh_after() <= 3);
  }
  SECTION("removed") {
    std::filesystem::remove(source / "many/700");
    CHECK(fresh_after() <= 3);
  }
  SECTION("bytes inserted in a big file") {
    put_file(source / "big", big.substr(0, 4'000'000) + "inserted" + big.substr(4'000'000));
    CHECK(fresh_after() <= 4);
  }
}
