#include "core/delta/encode/further_sources.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/core/delta/memory_tree.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

Node file(std::string bytes) {
  return {EntryType::file, 0644, std::move(bytes)};
}

DeltaRange whole(std::uint32_t ordinal, bool produced, std::uint64_t length) {
  return {ordinal, produced, true, 0, length};
}

}  // namespace

TEST_CASE("a new file that repeats many old ones is coded against all of them") {
  const TemporaryDirectory folder;
  Nodes before;
  std::string bundled;
  for (std::uint32_t i = 0; i < 12; ++i) {
    const std::string part = random_bytes(3000, i);
    before.emplace("part" + std::to_string(i) + ".js", file(part));
    bundled += part + "// end of part\n";
  }
  Nodes after = before;
  after.emplace("bundle.map", file(bundled));
  MemoryTree old_tree(before, folder / "old");
  MemoryTree new_tree(after, folder / "new");
  CHECK(delta_between(old_tree, new_tree).payload.size() < 800);
}

TEST_CASE("a file that an earlier frame makes is a source of a later one, never the other way") {
  const TemporaryDirectory folder;
  const std::string repeated = random_bytes(20'000, 1);
  MemoryTree old_tree({}, folder / "old");
  MemoryTree new_tree({{"a", file(repeated)}, {"b", file("begin" + repeated + "end")}},
                      folder / "new");
  std::vector<FramePlan> frames{{{}, {whole(0, true, 20'000)}}, {{}, {whole(1, true, 20'008)}}};
  add_further_sources(frames, old_tree.index(), old_tree, new_tree, {});
  CHECK(frames[0].sources.empty());
  CHECK(frames[1].sources == std::vector<DeltaRange>{whole(0, true, 20'000)});
}

TEST_CASE("sources that say nothing new and those beyond the limit are left out") {
  const TemporaryDirectory folder;
  const std::string repeated = random_bytes(20'000, 1);
  MemoryTree old_tree({{"a", file(repeated)},
                       {"b", file(repeated + random_bytes(100, 2))},
                       {"c", file(random_bytes(20'000, 3))}},
                      folder / "old");
  MemoryTree new_tree({{"new", file(repeated)}}, folder / "new");
  std::vector<FramePlan> frames{{{}, {whole(0, true, 20'000)}}};
  add_further_sources(frames, old_tree.index(), old_tree, new_tree, {});
  CHECK(frames[0].sources == std::vector<DeltaRange>{whole(0, false, 20'000)});
  // Nothing fits beside a source that is as long as all may be.
  frames[0].sources = {{2, false, false, 0, 20'000}};
  frames[0].sources.resize(kMaxFrameSources / 20'000, frames[0].sources.front());
  const auto full = frames[0].sources;
  add_further_sources(frames, old_tree.index(), old_tree, new_tree, {});
  CHECK(frames[0].sources == full);
}

TEST_CASE("a stop is obeyed while sources are sampled") {
  const TemporaryDirectory folder;
  MemoryTree old_tree({{"a", file("old")}}, folder / "old");
  MemoryTree new_tree({{"a", file("new")}}, folder / "new");
  std::vector<FramePlan> frames{{{}, {whole(0, true, 3)}}};
  std::stop_source stop;
  stop.request_stop();
  CHECK_THROWS_AS(
      add_further_sources(frames, old_tree.index(), old_tree, new_tree, stop.get_token()),
      Interrupted);
}
