#include "updater/slots/frame_map.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/updater/slots/sample_slot.hpp"
#include "updater/slots/selection.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

// Small, empty and large files, a directory and a symlink between them.
class Bundle {
 public:
  Bundle() {
    const fs::path tree = root.directory / "tree";
    put_file(tree / "a/empty", "");
    put_file(tree / "a/small", "small");
    put_file(tree / "b-large", random_bytes(5'000'000, 1));
    put_file(tree / "c", random_bytes(100'000, 2));
    fs::create_symlink("c", tree / "link");
    put_file(tree / "z-last", "");
    sample = root.build("tree");
  }
  SampleRoot root;
  SampleTree sample;
};

struct Part {
  std::size_t frame;
  std::uint64_t file_offset;
  std::uint32_t frame_offset, length;
  bool operator==(const Part&) const = default;
};
using Parts = std::map<std::string, std::vector<Part>>;

Parts one_pass(const FrameMap& map, const IndexFile& index) {
  Parts parts;
  map.for_each_part(index, [&](std::size_t frame, const FilePart& part) {
    parts[part.entry->path].push_back({frame, part.file_offset, part.frame_offset, part.length});
  });
  return parts;
}

}  // namespace

TEST_CASE("a stop ends passes over the frames") {
  const Bundle bundle;
  const IndexFile index = bundle.sample.open_index();
  std::stop_source stop;
  stop.request_stop();
  CHECK_THROWS_AS(FrameMap::build(index, stop.get_token()), Interrupted);
  const FrameMap map = FrameMap::build(index);
  TreeComparison comparison;
  comparison.dispositions.resize(index.reference().entries, Disposition::fetch);
  CHECK(select_frames(index, map, comparison, {}).fetch.size() == map.size());
  CHECK_THROWS_AS(select_frames(index, map, comparison, {}, stop.get_token()), Interrupted);
}

TEST_CASE("the frames' pieces lie end to end and are the bundle") {
  const Bundle bundle;
  const FrameMap map = FrameMap::build(bundle.sample.open_index());
  REQUIRE(map.size() > 3);
  std::uint64_t end = 0;
  for (std::size_t number = 0; number < map.size(); ++number) {
    CHECK(map.piece(number).offset == end);
    end += map.piece(number).length;
  }
  CHECK(end == map.bundle_length());
  CHECK(end == fs::file_size(bundle.sample.bundle));
}

TEST_CASE("the parts of a file are its content, whole and in order") {
  const Bundle bundle;
  const IndexFile index = bundle.sample.open_index();
  const Parts parts = one_pass(FrameMap::build(index), index);
  std::vector<std::string> names;
  for (const auto& [path, list] : parts) {
    CAPTURE(path);
    names.push_back(path);
    std::uint64_t offset = 0;
    for (const auto& part : list) {
      CHECK(part.file_offset == offset);
      offset += part.length;
    }
    CHECK(offset == fs::file_size(bundle.sample.tree / path));
  }
  // neither the directory nor the symlink has content
  CHECK(names == std::vector<std::string>{"a/empty", "a/small", "b-large", "c", "z-last"});
  CHECK(parts.at("a/empty").size() == 1);
  CHECK(parts.at("b-large").size() > 2);
}

TEST_CASE("a single frame has the parts that the pass over all of them found") {
  const Bundle bundle;
  const IndexFile index = bundle.sample.open_index();
  const FrameMap map = FrameMap::build(index);
  Parts found;
  for (std::size_t number = 0; number < map.size(); ++number)
    map.for_each_part(index, number, [&](const FilePart& part) {
      CHECK(part.frame_offset + part.length <= map.frame(number).content_length);
      found[part.entry->path].push_back({number, part.file_offset, part.frame_offset, part.length});
    });
  CHECK(found == one_pass(map, index));
}

TEST_CASE("a frame that lies within one file holds that file's bytes") {
  const Bundle bundle;
  const IndexFile index = bundle.sample.open_index();
  const FrameMap map = FrameMap::build(index);
  const std::string large = read_file(bundle.sample.tree / "b-large", 6'000'000);
  std::size_t whole_frames = 0;
  const Parts parts = one_pass(map, index);
  for (const auto& part : parts.at("b-large")) {
    if (part.length != map.frame(part.frame).content_length) continue;
    ++whole_frames;
    CHECK(Sha256::of(large.substr(part.file_offset, part.length)) ==
          map.frame(part.frame).content_sha256);
  }
  CHECK(whole_frames > 0);
}
