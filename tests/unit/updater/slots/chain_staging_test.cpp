// Deltas one after the other, from a slot to a release that nothing leads to directly.
#include <fcntl.h>

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/delta/encode/encode_delta.hpp"
#include "core/delta/folder_files.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/updater/slots/sample_slot.hpp"
#include "updater/slots/delta_staging.hpp"
#include "updater/slots/rebuild.hpp"
#include "updater/slots/side_files.hpp"
#include "updater/slots/staging.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

class BlobFetcher : public PieceFetcher {
 public:
  explicit BlobFetcher(const fs::path& folder) : folder_(folder) {}
  void fetch_pieces(const std::string& path, std::uint64_t, std::span<const Piece> pieces,
                    const Consumer& consumer) override {
    const std::string blob = content_of(folder_ / path);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (path == fails && i + 1 == pieces.size()) throw FetchError("network", "the line is cut");
      bytes += pieces[i].length;
      consumer(i, blob.substr(pieces[i].offset, pieces[i].length));
    }
  }
  std::string fails;  // the last piece of this blob never comes
  std::uint64_t bytes = 0;

 private:
  fs::path folder_;
};

// Slot a holds release 0, slot b is empty; deltas lead from each release to the next.
class Chain {
 public:
  Chain() {
    for (std::size_t age = 0; age < kReleases; ++age) {
      const std::string name = std::to_string(age);
      make(root.directory / name, age);
      trees.push_back(root.build(name));
      if (age > 0) add_delta(age);
    }
    root.fill(Slot::a, trees.front());
  }

  static constexpr std::size_t kReleases = 4;

  static void make(const fs::path& tree, std::size_t age) {
    const std::string text = random_bytes(60'000, 5);
    const std::string name = std::to_string(age);
    put_file(tree / "same", random_bytes(5'000, 1));
    put_file(tree / "each", text + name + text.substr(0, 1000));
    put_file(tree / "empty-once", age == 2 ? "" : "not now");
    put_file(tree / "only-first", age == 0 ? text : text + "second");  // then inherited
    put_file(tree / ("moved-" + name) / "file", "z" + text);
    put_file(tree / "passing", age == 2 ? "w" + text : "x");
    if (age >= 1) put_file(tree / "twin/one", text + "twin");
    if (age >= 1) put_file(tree / "twin/two", text + "twin", 0755);
    if (age >= 3) put_file(tree / "late/copy", text + "second", 0700);
    if (age >= 2) fs::create_symlink("each", tree / "link");
  }

  void add_delta(std::size_t age) {
    const SampleTree& before = trees[age - 1];
    const SampleTree& after = trees[age];
    const IndexFile old_index = before.open_index();
    const IndexFile new_index = after.open_index();
    FolderFiles old_files(before.tree, old_index);
    FolderFiles new_files(after.tree, new_index);
    DeltaOptions options;
    options.threads = 1;
    const std::string blob = "delta-" + std::to_string(age);
    const DeltaResult made =
        encode_delta(old_index, old_files, new_index, new_files, options, root.directory / blob);
    DeltaReference reference;
    reference.offer = {Version::from_argument("0r1"), made.length, made.sha256};
    reference.from_list_sha256 = before.built.index.list_sha256;
    reference.header_length = made.header_length;
    reference.header_sha256 = made.header_sha256;
    references.push_back(reference);
  }

  Descriptor scratch(const std::string& name) const {
    return open_file(root.directory / name, O_RDWR | O_CREAT | O_TRUNC, 0600);
  }

  void open_deltas(BlobFetcher& fetcher) {
    deltas.clear();
    for (std::size_t i = 1; i < kReleases; ++i) {
      const std::string blob = "delta-" + std::to_string(i);
      deltas.push_back(std::make_unique<IncomingDelta>(
          DeltaFile{open_file(root.layout.incoming() / blob, O_RDWR | O_CREAT, 0600), {}}, blob,
          references[i - 1], blob, fetcher));
      deltas.back()->fetch_index_change(fetcher);
    }
  }

  DraftIndex draft(const IndexFile& from) {
    ChainDraft chain(from);
    for (std::size_t i = 1; i < kReleases; ++i) {
      DeltaPayload payload(deltas[i - 1]->header(), deltas[i - 1]->pieces());
      const std::string number = std::to_string(i);
      if (i + 1 < kReleases) {
        chain.pass(payload.index_change(), trees[i].built.index, scratch("draft-" + number),
                   scratch("places-" + number));
        continue;
      }
      DraftIndex last =
          chain.finish(payload.index_change(), trees[i].built.index, scratch("draft"));
      places = chain.take_places();
      inherited = chain.take_inherited();
      on_the_way = chain.bytes_on_the_way();
      return last;
    }
    throw std::logic_error("no delta");
  }

  void stage(BlobFetcher& fetcher) {
    open_deltas(fetcher);
    const SlotImage a = root.image(Slot::a, trees.front());
    const DraftIndex last = draft(a.index);
    TreeComparison comparison =
        compare_with_slot(last.index, nullptr, root.layout, KeepRule::rehash);
    find_local_content(last.index, {&a}, comparison);
    planned = comparison.changed_bytes + on_the_way;
    DeltaStaging staging;
    for (std::size_t i = 1; i < kReleases; ++i)
      staging.steps.push_back({deltas[i - 1].get(), trees[i].built.index});
    staging.from = &a;
    staging.draft = &last;
    staging.slots = {&a};
    staging.places = &places;
    staging.inherited = &inherited;
    staging.layout = &root.layout;
    staging.whole_tree = true;
    staging.bytes_written = &written;
    const IndexFile next = stage_by_delta(staging, comparison, fetcher);
    take_the_rest(next, a, comparison);
  }

  void take_the_rest(const IndexFile& next, const SlotImage& slot, TreeComparison& comparison) {
    const FrameMap frames = FrameMap::build(next);
    StagingRequest request;
    request.next = &next;
    request.frames = &frames;
    request.slots = {&slot};
    request.layout = &root.layout;
    request.whole_tree = true;
    request.bytes_written = &written;
    TreeStaging rest(request, comparison);
    rest.resume();
    CountingFetcher bundle(trees.back());
    rest.run(bundle);
    CHECK(bundle.bytes == 0);
    rebuild_slot(root.layout, Slot::b, next, true);
  }

  std::string code_of_failure(BlobFetcher& fetcher) {
    try {
      stage(fetcher);
    } catch (const Error& error) {
      return error.code();
    }
    return "";
  }

  bool is_new() const { return snapshot(root.layout.slot(Slot::b)) == snapshot(trees.back().tree); }
  bool has_side_folder() const {
    return fs::exists(root.layout.incoming() / side_folder_name(1)) ||
           fs::exists(root.layout.incoming() / side_folder_name(2));
  }

  SampleRoot root;
  std::vector<SampleTree> trees;
  std::vector<DeltaReference> references;
  std::vector<std::unique_ptr<IncomingDelta>> deltas;
  std::vector<ContentPlaces> places;
  std::vector<InheritedFile> inherited;
  std::uint64_t on_the_way = 0;
  std::uint64_t planned = 0;
  std::uint64_t written = 0;
};

}  // namespace

TEST_CASE("a chain of deltas gives the last tree, and writes what was planned") {
  Chain chain;
  BlobFetcher fetcher(chain.root.directory / ".");
  chain.stage(fetcher);
  CHECK(chain.is_new());
  CHECK(content_of(chain.root.layout.slot_index(Slot::b)) == content_of(chain.trees.back().index));
  CHECK(snapshot(chain.root.layout.slot(Slot::a)) == snapshot(chain.trees.front().tree));
  std::uint64_t length = 0;
  for (const auto& reference : chain.references) length += reference.offer.length;
  std::uint64_t fetched = fetcher.bytes;
  CHECK(fetched == length);
  CHECK(chain.written == chain.planned);
  CHECK_FALSE(chain.has_side_folder());
  // only-first, late/copy of the same content, and both twins
  CHECK(chain.inherited.size() == 4);
  CHECK(chain.on_the_way > 60'000);
}

TEST_CASE("what arrived of a chain before a failure is not fetched again") {
  Chain chain;
  BlobFetcher fetcher(chain.root.directory / ".");
  fetcher.fails = "delta-2";
  // The last piece of its index change, which is all of it; then that of its frames.
  REQUIRE(chain.code_of_failure(fetcher) == "network");
  CHECK_FALSE(fs::exists(chain.root.layout.incoming_index()));
  fetcher.fails.clear();
  chain.open_deltas(fetcher);
  fetcher.fails = "delta-3";
  REQUIRE(chain.code_of_failure(fetcher) == "network");
  CHECK_FALSE(fs::exists(chain.root.layout.slot(Slot::b)));
  fetcher.fails.clear();
  CHECK(chain.code_of_failure(fetcher).empty());
  std::uint64_t length = 0;
  for (const auto& reference : chain.references) length += reference.offer.length;
  CHECK(fetcher.bytes == length);
  CHECK(chain.is_new());
}

TEST_CASE("a chain that does not lead to the signed trees leaves no index") {
  Chain chain;
  BlobFetcher fetcher(chain.root.directory / ".");
  SECTION("because an old file is not what its index says") {
    put_file(chain.root.layout.slot(Slot::a) / "each", random_bytes(61'001, 9));
    CHECK(chain.code_of_failure(fetcher) == "trust-length-or-hash");
  }
  SECTION("because another release on the way is signed") {
    chain.trees[1].built.index.list_sha256 = Sha256::of("another");
    CHECK(chain.code_of_failure(fetcher) == "trust-mix-and-match");
  }
  CHECK_FALSE(fs::exists(chain.root.layout.incoming_index()));
  CHECK_FALSE(fs::exists(chain.root.layout.slot(Slot::b)));
}
