#include "updater/slots/staging.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "core/tree/frame_compressor.hpp"
#include "core/tree/frame_decoder.hpp"
#include "manifest-schema/tree_index.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/updater/slots/sample_slot.hpp"
#include "updater/slots/rebuild.hpp"
#include "updater/slots/slot_check.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLarge = 8'000'000;

// The old tree in slot b, the new one to be built there; slot a holds another copy of the old one.
class Upgrade {
 public:
  Upgrade() {
    old_tree = make("old", "one", 0);
    new_tree = make("new", "two", 4'000'000);
    root.fill(Slot::a, old_tree);
    root.fill(Slot::b, old_tree);
  }

  SampleTree make(const std::string& name, const std::string& word, std::size_t changed_at) {
    const fs::path tree = root.directory / name;
    put_file(tree / "same", random_bytes(100'000, 1));
    put_file(tree / "bin/run", word, 0755);
    std::string large = random_bytes(kLarge, 2);
    large[changed_at] = 'x';
    put_file(tree / "large", large);
    fs::create_symlink(word, tree / "link");
    if (word == "one") {
      put_file(tree / "becomes-directory", word);
      put_file(tree / "becomes-file/deep/er", word);
      fs::create_symlink("same", tree / "becomes-real");
      put_file(tree / "gone/away", word);
    } else {
      put_file(tree / "becomes-directory/inside", word);
      put_file(tree / "becomes-file", word);
      put_file(tree / "becomes-real", word);
      put_file(tree / "added/empty", "");
    }
    return root.build(name);
  }

  // Stages with what the slots hold; returns the bytes downloaded.
  std::uint64_t stage(std::size_t fail_after = SIZE_MAX) {
    const IndexFile next = new_tree.open_index();
    const FrameMap frames = FrameMap::build(next);
    const SlotImage a = root.image(Slot::a, old_tree);
    const SlotImage b = root.image(Slot::b, old_tree);
    TreeComparison comparison = compare_with_slot(next, &b, root.layout, KeepRule::rehash);
    find_local_content(next, {&a, &b}, comparison);
    StagingRequest request;
    request.next = &next;
    request.frames = &frames;
    request.slots = {&a, &b};
    request.layout = &root.layout;
    request.bytes_written = &written;
    const auto before = snapshot(root.layout.incoming());
    TreeComparison foreseen = comparison;
    TreeStaging plan(request, foreseen);
    plan.foresee();
    CHECK(snapshot(root.layout.incoming()) == before);
    TreeStaging staging(request, comparison);
    staging.resume();
    estimate = staging.select().fetch_bytes;
    CHECK(plan.select().fetch_bytes == estimate);
    CHECK(plan.present().bytes == staging.present().bytes);
    CountingFetcher fetcher(new_tree);
    fetcher.fail_after = fail_after;
    failed = false;
    written = 0;
    try {
      staging.run(fetcher);
    } catch (const FetchError&) {
      failed = true;
    }
    return fetcher.bytes;
  }
  void rebuild() { rebuild_slot(root.layout, Slot::b, new_tree.open_index()); }
  bool is_new() { return snapshot(root.layout.slot(Slot::b)) == snapshot(new_tree.tree); }

  SampleRoot root;
  SampleTree old_tree;
  SampleTree new_tree;
  std::uint64_t estimate = 0;
  std::uint64_t written = 0;
  bool failed = false;
};

}  // namespace

TEST_CASE("only what the host has nowhere is fetched, and as much as was estimated") {
  Upgrade upgrade;
  const std::uint64_t fetched = upgrade.stage();
  CHECK(fetched == upgrade.estimate);
  CHECK(fetched <
        fs::file_size(upgrade.new_tree.bundle) / 2);  // the large file's other frames are here
  fs::copy_file(upgrade.new_tree.index, upgrade.root.layout.incoming_index());
  upgrade.rebuild();
  CHECK(upgrade.is_new());
  CHECK(snapshot(upgrade.root.layout.slot(Slot::a)) == snapshot(upgrade.old_tree.tree));
}

TEST_CASE("what arrived before a failure is not fetched again") {
  Upgrade upgrade;
  fs::remove_all(upgrade.root.layout.slot(Slot::a) / "large");
  fs::remove_all(upgrade.root.layout.slot(Slot::b) / "large");
  const std::uint64_t first = upgrade.stage(3);
  REQUIRE(upgrade.failed);
  const std::uint64_t rest = upgrade.stage();
  CHECK_FALSE(upgrade.failed);
  const std::uint64_t all = fs::file_size(upgrade.new_tree.bundle);
  CHECK(first > 0);
  CHECK(rest < all);
  CHECK(first + rest <= all);
  CHECK(upgrade.stage() == 0);
  upgrade.rebuild();
  CHECK(upgrade.is_new());
}

TEST_CASE("an interrupted attempt's figures are exact: what is staged counts no more") {
  Upgrade upgrade;
  put_file(upgrade.root.directory / "newer/large", random_bytes(kLarge, 99));
  upgrade.new_tree = upgrade.root.build("newer");
  upgrade.stage(3);
  REQUIRE(upgrade.failed);
  const std::uint64_t whole = upgrade.estimate;
  const std::uint64_t written = upgrade.written;
  CHECK(written > 0);
  const std::uint64_t rest = upgrade.stage();
  CHECK(rest == upgrade.estimate);
  CHECK(rest < whole);
  CHECK(written + upgrade.written == kLarge);
}

TEST_CASE("a large file that was complete but for its mode when the run died is finished") {
  Upgrade upgrade;
  upgrade.stage();
  fs::permissions(upgrade.root.layout.incoming_tree() / "large", fs::perms(0600));
  upgrade.stage();
  fs::copy_file(upgrade.new_tree.index, upgrade.root.layout.incoming_index());
  upgrade.rebuild();
  CHECK(upgrade.is_new());
}

TEST_CASE("a staged file that was damaged meanwhile is fetched again") {
  Upgrade upgrade;
  upgrade.stage();
  put_file(upgrade.root.layout.incoming_tree() / "bin/run", "owt", 0755);
  CHECK(upgrade.stage() > 0);
  CHECK(upgrade.stage() == 0);
  upgrade.rebuild();
  CHECK(upgrade.is_new());
}

TEST_CASE("a damaged local source is downloaded instead") {
  Upgrade upgrade;
  const std::uint64_t healthy = upgrade.stage();
  fs::remove_all(upgrade.root.layout.incoming_tree());
  for (const Slot slot : {Slot::a, Slot::b})
    put_file(upgrade.root.layout.slot(slot) / "large", random_bytes(kLarge, 77));
  CHECK(upgrade.stage() > healthy);
  upgrade.rebuild();
  CHECK(upgrade.is_new());
}

TEST_CASE("a rebuild that was interrupted at any point is finished by repeating it") {
  Upgrade upgrade;
  upgrade.stage();
  const int point = GENERATE(range(0, 6));
  const fs::path incoming = upgrade.root.layout.incoming_tree();
  const fs::path slot = upgrade.root.layout.slot(Slot::b);
  if (point > 0) fs::remove_all(slot / "gone");
  if (point > 1) fs::remove(slot / "becomes-directory");
  if (point > 2) fs::create_directory(slot / "becomes-directory");
  if (point > 3)
    fs::rename(incoming / "becomes-directory/inside", slot / "becomes-directory/inside");
  if (point > 4) fs::remove(slot / "link");
  upgrade.rebuild();
  CHECK(upgrade.is_new());
  upgrade.rebuild();
  CHECK(upgrade.is_new());
  CHECK_FALSE(fs::exists(incoming));
}

TEST_CASE("what a slot holds is kept only where it is exactly what was signed") {
  Upgrade upgrade;
  const fs::path same = upgrade.root.layout.slot(Slot::b) / "same";
  const IndexFile next = upgrade.new_tree.open_index();
  const auto kept = [&] {
    const SlotImage b = upgrade.root.image(Slot::b, upgrade.old_tree);
    const auto comparison = compare_with_slot(next, &b, upgrade.root.layout, KeepRule::fingerprint);
    auto cursor = next.cursor();
    while (const TreeEntry* entry = cursor.next())
      if (entry->path == "same")
        return comparison.dispositions[cursor.ordinal()] == Disposition::keep;
    return false;
  };
  CHECK(kept());
  fs::permissions(same, fs::perms::owner_all);
  CHECK_FALSE(kept());
  put_file(same, random_bytes(100'000, 1));
  CHECK(kept());
  fs::create_hard_link(
      same, upgrade.root.directory / "second-name");  // an in-place write would reach both
  CHECK_FALSE(kept());
  fs::remove(upgrade.root.directory / "second-name");
  put_file(same, random_bytes(100'000, 9));
  CHECK_FALSE(kept());
  fs::remove(same);
  fs::create_symlink("large", same);
  CHECK_FALSE(kept());
}

TEST_CASE("a check names every kind of damage in the order of the index") {
  Upgrade upgrade;
  const fs::path slot = upgrade.root.layout.slot(Slot::b);
  put_file(slot / "same", random_bytes(100'000, 9));
  fs::permissions(slot / "bin/run", fs::perms(0644));
  fs::remove_all(slot / "becomes-file");
  put_file(slot / "planted/inside", "x");
  fs::remove(slot / "link");
  fs::create_directory(slot / "link");
  std::vector<std::string> found;
  check_slot(upgrade.root.image(Slot::b, upgrade.old_tree), upgrade.root.layout, {},
             [&](const SlotDamage& damage) {
               found.push_back(damage.path + " " + damage_name(damage.kind));
             });
  CHECK(found == std::vector<std::string>{"becomes-file missing", "becomes-file/deep missing",
                                          "becomes-file/deep/er missing", "bin/run mode",
                                          "link type", "planted unexpected", "same altered"});
}

namespace {

// Cuts the bundle of `sample` at one place of its tar, wherever that is: frames of this shape this
// program never writes, but a signed index can describe them.
void cut_anew(SampleTree& sample, std::size_t at) {
  const IndexFile index = sample.open_index();
  const std::string bundle = content_of(sample.bundle);
  std::string tar;
  std::string content;
  std::size_t offset = 0;
  FrameDecoder decoder;
  for (const Frame& frame : index.load_frames()) {
    decoder.decode(std::string_view(bundle).substr(offset, frame.compressed_length),
                   frame.content_length, content);
    tar += content;
    offset += frame.compressed_length;
  }
  std::string new_bundle;
  std::string new_index;
  IndexWriter writer([&](std::string_view bytes) { new_index += bytes; });
  auto cursor = index.cursor();
  while (const TreeEntry* entry = cursor.next()) writer.add(*entry);
  FrameCompressor compressor({1, 1}, 1, nullptr,
                             [&](const Frame& frame, std::string_view bytes, bool) {
                               writer.add(frame);
                               new_bundle += bytes;
                             });
  compressor.submit({tar.substr(0, at), {}});
  compressor.submit({tar.substr(at), {}});
  compressor.finish();
  sample.built.index = writer.finish();
  put_file(sample.bundle, new_bundle);
  put_file(sample.index, new_index);
}

}  // namespace

TEST_CASE("frames that leave a file out complete no tree") {
  constexpr int kFillers = 300;  // copied before `small`: by then the frames are written
  SampleRoot root;
  for (const char* tree : {"old", "new"}) {
    for (int i = 0; i < kFillers; ++i)
      put_file(root.directory / tree / ("a" + std::to_string(i)),
               random_bytes(4096, static_cast<std::uint32_t>(1000 + i)));
    put_file(root.directory / tree / "part",
             random_bytes(200'000, static_cast<std::uint32_t>(tree[0])));
    put_file(root.directory / tree / "small", "the same");
  }
  const SampleTree old_tree = root.build("old");
  SampleTree new_tree = root.build("new");
  // Within `part`: its second half shares a frame with `small`.
  cut_anew(new_tree, kFillers * (512 + 4096) + 100'000);
  root.fill(Slot::a, old_tree);
  put_file(root.layout.slot(Slot::a) / "small", "the sane");  // no source any longer
  const IndexFile next = new_tree.open_index();
  const FrameMap frames = FrameMap::build(next);
  const SlotImage a = root.image(Slot::a, old_tree);
  TreeComparison comparison = compare_with_slot(next, nullptr, root.layout, KeepRule::rehash);
  find_local_content(next, {&a}, comparison);
  StagingRequest request;
  request.next = &next;
  request.frames = &frames;
  request.slots = {&a};
  request.layout = &root.layout;
  request.whole_tree = true;
  CountingFetcher fetcher(new_tree);
  try {
    TreeStaging(request, comparison).run(fetcher);
    CHECK(snapshot(root.layout.incoming_tree()) == snapshot(new_tree.tree));
  } catch (const TrustError& error) {
    CHECK(error.code() == "trust-format");
  }
}
