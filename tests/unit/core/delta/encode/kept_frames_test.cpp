#include "core/delta/encode/kept_frames.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/core/delta/memory_tree.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

// Each program is coded on its own.
Nodes programs(const std::string& edit, std::size_t count = 6) {
  Nodes nodes;
  for (std::size_t i = 0; i < count; ++i) {
    std::string bytes = "\177ELF" + random_bytes(40'000, static_cast<std::uint32_t>(i) + 1);
    bytes.replace(20'000, edit.size(), edit);
    nodes["program" + std::to_string(i)] = {EntryType::file, 0755, bytes};
  }
  return nodes;
}

class Scene {
 public:
  Scene() { fs::create_directory(folder); }

  DeltaParts encode(const DeltaOptions& options) { return delta_between(before, after, options); }
  DeltaOptions keeping() const {
    DeltaOptions options;
    options.threads = 1;
    options.frames_folder = folder;
    options.most_kept = 10'000'000;
    return options;
  }
  std::vector<fs::path> files() const {
    return {fs::directory_iterator(folder), fs::directory_iterator()};
  }

 private:
  TemporaryDirectory directory_;

 public:
  fs::path folder = directory_ / "frames";
  MemoryTree before{programs("one"), directory_ / "before"};
  MemoryTree after{programs("two"), directory_ / "after"};
};

// Ends the run when it has come so far.
class StopAtHalf : public Progress {
 public:
  void report(std::string_view, std::uint64_t done, std::uint64_t total, ProgressUnit) override {
    if (done >= total / 2) stop.request_stop();
  }
  std::stop_source stop;
};

}  // namespace

TEST_CASE("a run that goes on where another ended makes the same delta") {
  Scene scene;
  const DeltaParts undisturbed = scene.encode({});
  REQUIRE(undisturbed.result.frames > 4);
  CHECK(undisturbed.result.resumed_frames == 0);
  StopAtHalf half;
  DeltaOptions options = scene.keeping();
  options.progress = &half;
  options.stop = half.stop.get_token();
  REQUIRE_THROWS_AS(scene.encode(options), Interrupted);
  REQUIRE_FALSE(scene.files().empty());

  const DeltaParts resumed = scene.encode(scene.keeping());
  CHECK(resumed.result.resumed_frames >= undisturbed.result.frames / 3);
  CHECK(resumed.header == undisturbed.header);
  CHECK(resumed.payload == undisturbed.payload);
  const DeltaParts again = scene.encode(scene.keeping());
  CHECK(again.result.resumed_frames == undisturbed.result.frames);
  CHECK(again.payload == undisturbed.payload);
}

TEST_CASE("frames are kept only while the disk has four times as much and a reserve") {
  const Scene scene;
  const std::vector<FramePlan> unit(1);
  const std::vector<EncodedFrame> frames{{{}, std::string(1000, 'x')}};
  const auto kept_with = [&](std::uint64_t free) {
    KeptFrames kept(scene.folder, "any", 1'000'000, [&](const fs::path&) { return free; });
    kept.keep(unit, frames);
    const auto files = scene.files();
    const std::uint64_t length = files.empty() ? 0 : fs::file_size(files.front());
    for (const auto& file : files) fs::remove(file);
    return length;
  };
  const std::uint64_t length = kept_with(~std::uint64_t{0});
  REQUIRE(length > 1000);
  CHECK(kept_with(KeptFrames::kReserve + 4 * length) == length);
  CHECK(kept_with(KeptFrames::kReserve + 4 * length - 1) == 0);
}

TEST_CASE("what is kept already counts, and where there is no room once there is none again") {
  const Scene scene;
  const std::vector<FramePlan> one(1);
  std::vector<FramePlan> other(1);
  other.front().outputs.resize(1);
  const std::vector<EncodedFrame> frames{{{}, std::string(1000, 'x')}};
  std::uint64_t free = ~std::uint64_t{0};
  KeptFrames kept(scene.folder, "any", 1'000'000, [&](const fs::path&) { return free; });
  kept.keep(one, frames);
  REQUIRE(scene.files().size() == 1);
  free = KeptFrames::kReserve + 4 * fs::file_size(scene.files().front());
  kept.keep(other, frames);
  CHECK(scene.files().size() == 1);
  free = ~std::uint64_t{0};
  kept.keep(other, frames);
  CHECK(scene.files().size() == 1);
  CHECK(kept.find(one).has_value());
  CHECK_FALSE(kept.find(other).has_value());
}

TEST_CASE("kept frames that are damaged are made again") {
  Scene scene;
  const DeltaParts undisturbed = scene.encode(scene.keeping());
  const auto files = scene.files();
  REQUIRE(files.size() == 6);
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::string bytes = read_file(files[i], 1'000'000);
    if (i % 2 == 0)
      bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    else
      bytes.resize(i * 7);
    put_file(files[i], bytes);
  }
  const DeltaParts again = scene.encode(scene.keeping());
  CHECK(again.result.resumed_frames == 0);
  CHECK(again.payload == undisturbed.payload);
  CHECK(scene.encode(scene.keeping()).result.resumed_frames == undisturbed.result.frames);
}

TEST_CASE("kept frames that another build has laid out are made again") {
  Scene scene;
  scene.encode(scene.keeping());
  for (const auto& file : scene.files()) {
    const std::string other(100, '\xff');
    put_file(file, std::string(Sha256::of(other).view()) + other);
  }
  CHECK(scene.encode(scene.keeping()).result.resumed_frames == 0);
}

TEST_CASE("frames of other trees or another memory are not taken") {
  Scene scene;
  scene.encode(scene.keeping());
  DeltaOptions options = scene.keeping();
  options.memory = 512 * 1024 * 1024;
  CHECK(scene.encode(options).result.resumed_frames == 0);
  TemporaryDirectory directory;
  MemoryTree other(programs("six"), directory / "other");
  CHECK(delta_between(scene.before, other, scene.keeping()).result.resumed_frames == 0);
}

TEST_CASE("no more is kept than was allowed") {
  Scene scene;
  scene.encode(scene.keeping());
  const auto each = fs::file_size(scene.files().front());
  for (const auto& file : scene.files()) fs::remove(file);
  DeltaOptions options = scene.keeping();
  options.most_kept = each * 7 / 2;
  const DeltaParts bounded = scene.encode(options);
  CHECK(scene.files().size() == 3);
  CHECK(scene.encode(options).payload == bounded.payload);
}
