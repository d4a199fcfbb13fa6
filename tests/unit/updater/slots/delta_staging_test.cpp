#include "updater/slots/delta_staging.hpp"

#include <fcntl.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <set>
#include <thread>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/delta/encode/encode_delta.hpp"
#include "core/delta/folder_files.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/updater/slots/sample_slot.hpp"
#include "updater/slots/rebuild.hpp"
#include "updater/slots/staging.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

// No difference is tried for text, which takes its time.
std::string random_text(std::size_t length, std::uint32_t seed) {
  std::string text = random_bytes(length, seed);
  for (char& c : text) c = static_cast<char>(' ' + static_cast<unsigned char>(c) % 90);
  return text;
}

// Serves a delta; may fail, and may lie.
class DeltaFetcher : public PieceFetcher {
 public:
  explicit DeltaFetcher(std::string delta) : delta_(std::move(delta)) {}

  void fetch_pieces(const std::string&, std::uint64_t, std::span<const Piece> pieces,
                    const Consumer& consumer) override {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (given.size() >= fail_after) throw FetchError("network", "the line is cut");
      if (before_piece) before_piece();
      const Piece& piece = pieces[i];
      CHECK(given.insert(piece.offset).second);
      std::string bytes = delta_.substr(piece.offset, piece.length);
      if (Sha256::of(bytes) != piece.sha256) throw FetchError("bad-answer", "wrong bytes");
      consumer(i, std::move(bytes));
    }
  }

  std::set<std::uint64_t> given;  // offsets of pieces: none is asked for twice
  std::size_t fail_after = SIZE_MAX;
  std::function<void()> before_piece;

 private:
  std::string delta_;
};

// Slot a holds the old tree, slot b an even older one that is to become the new tree.
class Update {
 public:
  Update() {
    make("oldest", 0);
    make("old", 1);
    make("new", 2);
    oldest = root.build("oldest");
    before = root.build("old");
    after = root.build("new");
    root.fill(Slot::a, before);
    root.fill(Slot::b, oldest);
    make_delta();
  }

  void make(const std::string& name, std::uint32_t age) {
    const fs::path tree = root.directory / name;
    const std::string text = random_bytes(300'000, 5);
    put_file(tree / "same", random_bytes(50'000, 1));
    put_file(tree / "same-since-old", age == 0 ? "x" : "y");
    put_file(tree / "bin/run", text + std::to_string(age) + text.substr(0, 1000), 0755);
    put_file(tree / "large", random_text(5'500'000, 10 + age));  // over one piece
    put_file(tree / "empty", age == 2 ? "" : "not yet");
    if (age < 2) {
      put_file(tree / "moved-from", random_bytes(70'000, 3));
      return;
    }
    put_file(tree / "deep/er/moved-to", random_bytes(70'000, 3));
    put_file(tree / "twin/one", text + "twin");
    put_file(tree / "twin/two", text + "twin", 0755);
    fs::create_symlink("large", tree / "link");
  }

  // Made once: the trees are always the same.
  void make_delta() {
    struct Made {
      std::string delta;
      DeltaResult result;
    };
    static const Made made = [this] {
      const DeltaResult result = encode();
      return Made{content_of(root.directory / "delta"), result};
    }();
    delta = made.delta;
    reference.offer = {Version::from_argument("0r1"), made.result.length, made.result.sha256};
    reference.from_list_sha256 = before.built.index.list_sha256;
    reference.header_length = made.result.header_length;
    reference.header_sha256 = made.result.header_sha256;
  }

  DeltaResult encode() {
    const IndexFile old_index = before.open_index();
    const IndexFile new_index = after.open_index();
    FolderFiles old_files(before.tree, old_index);
    FolderFiles new_files(after.tree, new_index);
    DeltaOptions options;
    options.threads = 1;
    return encode_delta(old_index, old_files, new_index, new_files, options,
                        root.directory / "delta");
  }

  DeltaFile delta_file() const {
    return {open_file(root.layout.incoming_delta(), O_RDWR | O_CREAT, 0600), {}};
  }

  // As an update does it: plan with the draft, apply, take the rest from the slots.
  void stage(DeltaFetcher& fetcher) {
    IncomingDelta incoming(delta_file(), "delta", reference, "blob", fetcher);
    incoming.fetch_index_change(fetcher);
    const SlotImage a = root.image(Slot::a, before);
    const SlotImage b = root.image(Slot::b, oldest);
    DeltaPayload payload(incoming.header(), incoming.pieces());
    fs::remove(root.directory / "draft");
    const DraftIndex draft =
        draft_index(a.index, payload.index_change(), after.built.index,
                    open_file(root.directory / "draft", O_RDWR | O_CREAT, 0600), "draft");
    TreeComparison comparison = compare_with_slot(draft.index, &b, root.layout, KeepRule::rehash);
    find_local_content(draft.index, {&a, &b}, comparison);
    missing = incoming.missing_bytes();
    DeltaStaging staging;
    staging.steps = {{&incoming, after.built.index}};
    staging.from = &a;
    staging.draft = &draft;
    staging.slots = {&a, &b};
    staging.layout = &root.layout;
    staging.bytes_written = &written;
    if (before_staging) before_staging(staging, comparison);
    const IndexFile next = stage_by_delta(staging, comparison, fetcher);
    copied = fs::exists(root.layout.incoming_tree() / "deep/er/moved-to");
    take_the_rest(next, {&a, &b}, comparison);
  }

  void take_the_rest(const IndexFile& next, std::vector<const SlotImage*> slots,
                     TreeComparison& comparison) {
    const FrameMap frames = FrameMap::build(next);
    StagingRequest request;
    request.next = &next;
    request.frames = &frames;
    request.slots = std::move(slots);
    request.layout = &root.layout;
    TreeStaging rest(request, comparison);
    rest.resume();
    fetched_by_frames = rest.select().fetch_bytes;
    CountingFetcher bundle(after);
    rest.run(bundle);
    CHECK(bundle.bytes == fetched_by_frames);
    rebuild_slot(root.layout, Slot::b, next);
  }

  bool is_new() const { return snapshot(root.layout.slot(Slot::b)) == snapshot(after.tree); }
  bool slots_are_untouched() const {
    return snapshot(root.layout.slot(Slot::a)) == snapshot(before.tree) &&
           snapshot(root.layout.slot(Slot::b)) == snapshot(oldest.tree);
  }

  std::string code_of_failure(DeltaFetcher& fetcher) {
    try {
      stage(fetcher);
    } catch (const Error& error) {
      return error.code();
    }
    return "";
  }

  SampleRoot root;
  SampleTree oldest;
  SampleTree before;
  SampleTree after;
  std::string delta;
  DeltaReference reference;
  std::uint64_t missing = 0;
  std::uint64_t written = 0;
  std::uint64_t fetched_by_frames = 0;
  bool copied = false;  // what a slot holds, when the delta was applied
  std::function<void(const DeltaStaging&, TreeComparison&)> before_staging;
};

// Within a time that only a copy that is not begun takes.
void wait_for_file(const fs::path& path, std::uintmax_t size) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::error_code missing;
  while (fs::file_size(path, missing) != size || missing) {
    if (std::chrono::steady_clock::now() > end) FAIL(path.filename() << " is not copied meanwhile");
    std::this_thread::yield();
  }
}

}  // namespace

TEST_CASE("a delta and two slots give the new tree, and nothing else is fetched") {
  Update update;
  DeltaFetcher fetcher(update.delta);
  update.stage(fetcher);
  CHECK(update.is_new());
  CHECK(update.fetched_by_frames == 0);
  CHECK(snapshot(update.root.layout.slot(Slot::a)) == snapshot(update.before.tree));
  CHECK(content_of(update.root.layout.slot_index(Slot::b)) == content_of(update.after.index));
  CHECK(update.written > 6'400'000);  // large, bin/run and the twins
}

TEST_CASE("what a slot holds is copied while the delta is on its way") {
  Update update;
  DeltaFetcher fetcher(update.delta);
  update.before_staging = [&](const DeltaStaging& staging, TreeComparison&) {
    const fs::path copy = staging.layout->incoming_tree() / "deep/er/moved-to";
    fetcher.before_piece = [copy] { wait_for_file(copy, 70'000); };
  };
  update.stage(fetcher);
  CHECK(update.is_new());
}

TEST_CASE("a copy whose source is damaged is fetched, and the delta is used all the same") {
  Update update;
  for (const Slot slot : {Slot::a, Slot::b})
    put_file(update.root.layout.slot(slot) / "moved-from", random_bytes(70'000, 4));
  DeltaFetcher fetcher(update.delta);
  update.stage(fetcher);
  CHECK(update.is_new());
  CHECK(update.fetched_by_frames > 0);
}

TEST_CASE("a second attempt with a delta copies again what the first one had copied") {
  Update update;
  DeltaFetcher fetcher(update.delta);
  update.before_staging = [&](const DeltaStaging& staging, TreeComparison& comparison) {
    const fs::path copy = staging.layout->incoming_tree() / "deep/er/moved-to";
    const auto before = comparison.dispositions;
    DeltaFetcher cut(update.delta);
    IncomingDelta incoming({open_file(update.root.directory / "cut", O_RDWR | O_CREAT, 0600), {}},
                           "delta", update.reference, "blob", cut);
    cut.before_piece = [copy] {
      wait_for_file(copy, 70'000);
      throw FetchError("network", "the line is cut");
    };
    DeltaStaging first = staging;
    first.steps.front().delta = &incoming;
    CHECK_THROWS_AS(stage_by_delta(first, comparison, cut), FetchError);
    CHECK(comparison.dispositions == before);
  };
  update.stage(fetcher);
  CHECK(update.copied);
  CHECK(update.is_new());
}

TEST_CASE("pieces of a delta that arrived before a failure are not fetched again") {
  Update update;
  DeltaFetcher fetcher(update.delta);
  fetcher.fail_after = 3;  // header, index change and the first piece of the frames
  REQUIRE(update.code_of_failure(fetcher) == "network");
  const std::uint64_t first = update.missing;
  CHECK(update.slots_are_untouched());
  fetcher.fail_after = SIZE_MAX;
  CHECK(update.code_of_failure(fetcher).empty());  // the fetcher refuses to give a piece twice
  CHECK(update.missing < first);
  CHECK(update.is_new());
}

TEST_CASE("pieces that were damaged on this host are fetched again, and the header is") {
  Update update;
  {
    DeltaFetcher fetcher(update.delta);
    IncomingDelta incoming(update.delta_file(), "delta", update.reference, "blob", fetcher);
    incoming.fetch_rest(fetcher, nullptr);
    CHECK(incoming.missing_bytes() == 0);
  }
  const bool header = GENERATE(true, false);
  std::string damaged = content_of(update.root.layout.incoming_delta());
  damaged[header ? 3 : damaged.size() - 3] ^= 1;
  put_file(update.root.layout.incoming_delta(), damaged);
  DeltaFetcher fetcher(update.delta);
  update.stage(fetcher);
  CHECK(fetcher.given.size() == (header ? 1 + 3 : 1));  // without its header it is another delta
  CHECK(update.is_new());
}

TEST_CASE("what an earlier run has fetched of a delta is read where it may not be written") {
  Update update;
  std::string left = update.delta.substr(0, update.delta.size() - 1);
  const bool is_other = GENERATE(false, true);
  if (is_other) left[3] ^= 1;
  put_file(update.root.directory / "left", left);
  const auto file = [&](const std::string& name, int flags) {
    return open_file(update.root.directory / name, flags, 0600);
  };
  DeltaFetcher fetcher(update.delta);
  IncomingDelta incoming({file("arriving", O_RDWR | O_CREAT), file("left", O_RDONLY)}, "delta",
                         update.reference, "blob", fetcher);
  if (is_other) {
    CHECK(incoming.missing_bytes() == update.delta.size() - update.reference.header_length);
    return;
  }
  CHECK(fetcher.given.empty());
  CHECK(content_of(update.root.directory / "arriving").empty());
  CHECK(incoming.missing_bytes() == incoming.header().pieces.back().length);
  incoming.fetch_rest(fetcher, nullptr);
  const PieceSource pieces = incoming.pieces();
  std::string payload;
  for (std::size_t i = 0; i < incoming.header().pieces.size(); ++i) payload += pieces(i);
  CHECK(payload == update.delta.substr(update.reference.header_length));
  CHECK(content_of(update.root.directory / "left") == left);
}

TEST_CASE("a stop ends the look at what is here of a delta") {
  const Update update;
  std::stop_source stop;
  stop.request_stop();
  DeltaFetcher fetcher(update.delta);
  CHECK_THROWS_AS(IncomingDelta(update.delta_file(), "delta", update.reference, "blob", fetcher, {},
                                stop.get_token()),
                  Interrupted);
}

TEST_CASE("a delta that does not lead to the signed tree changes no slot") {
  Update update;
  DeltaFetcher fetcher(update.delta);
  SECTION("because an old file is not what its index says") {
    put_file(update.root.layout.slot(Slot::a) / "bin/run", random_bytes(301'001, 9), 0755);
    // Other bytes before it may end an LZMA2 stream, or lead to other content.
    const std::string code = update.code_of_failure(fetcher);
    CHECK((code == "trust-format" || code == "trust-length-or-hash"));
    fs::copy_file(update.before.tree / "bin/run", update.root.layout.slot(Slot::a) / "bin/run",
                  fs::copy_options::overwrite_existing);
  }
  SECTION("because an old file is gone") {
    fs::remove(update.root.layout.slot(Slot::a) / "bin/run");
    CHECK(update.code_of_failure(fetcher) == "damaged-slot");
    put_file(update.root.layout.slot(Slot::a) / "bin/run",
             content_of(update.before.tree / "bin/run"), 0755);
  }
  SECTION("because another release is signed") {
    update.after = update.root.build("oldest");
    CHECK(update.code_of_failure(fetcher) == "trust-format");
  }
  SECTION("because the manifest says that it is longer") {
    ++update.reference.offer.length;
    CHECK(update.code_of_failure(fetcher) == "trust-format");
    return;
  }
  CHECK(update.slots_are_untouched());
  CHECK_FALSE(fs::exists(update.root.layout.incoming_index()));
}

TEST_CASE("a beginning that came before the manifest is used as far as its hashes are right") {
  Update update;
  const std::string beginning = update.delta.substr(0, update.delta.size() - 1);
  SECTION("whole pieces of it are here") {
    DeltaFetcher fetcher(update.delta);
    IncomingDelta incoming(update.delta_file(), "delta", update.reference, "blob", fetcher,
                           beginning);
    CHECK(fetcher.given.empty());
    CHECK(incoming.missing_bytes() == incoming.header().pieces.back().length);
    CHECK(incoming.missing_requests() == 1);
  }
  SECTION("damaged pieces are not") {
    std::string damaged = beginning;
    damaged[update.reference.header_length] ^= 1;
    DeltaFetcher fetcher(update.delta);
    IncomingDelta incoming(update.delta_file(), "delta", update.reference, "blob", fetcher,
                           damaged);
    CHECK(fetcher.given.empty());
    const auto& pieces = incoming.header().pieces;
    CHECK(incoming.missing_bytes() == pieces.front().length + pieces.back().length);
  }
  SECTION("nothing is where the header is wrong, or not all of it is here") {
    std::string other = beginning;
    other[0] ^= 1;
    if (GENERATE(true, false)) other = beginning.substr(0, update.reference.header_length - 1);
    DeltaFetcher fetcher(update.delta);
    IncomingDelta incoming(update.delta_file(), "delta", update.reference, "blob", fetcher, other);
    CHECK(fetcher.given == std::set<std::uint64_t>{0});
    CHECK(incoming.missing_bytes() == update.delta.size() - update.reference.header_length);
  }
}

TEST_CASE("a draft has the new tree's entries, without hashes of what the delta makes") {
  Update update;
  DeltaFetcher fetcher(update.delta);
  IncomingDelta incoming(update.delta_file(), "delta", update.reference, "blob", fetcher);
  incoming.fetch_index_change(fetcher);
  DeltaPayload payload(incoming.header(), incoming.pieces());
  const DraftIndex draft =
      draft_index(update.before.open_index(), payload.index_change(), update.after.built.index,
                  open_file(update.root.directory / "draft", O_RDWR | O_CREAT, 0600), "draft");
  std::set<std::string> made;
  auto drafted = draft.index.cursor();
  auto signed_entries = update.after.open_index().cursor();
  while (const TreeEntry* entry = signed_entries.next()) {
    const TreeEntry* other = drafted.next();
    REQUIRE(other != nullptr);
    CHECK(other->path == entry->path);
    CHECK(other->mode == entry->mode);
    CHECK(other->size == entry->size);
    if (other->sha256 != entry->sha256) made.insert(entry->path);
  }
  CHECK(drafted.next() == nullptr);
  CHECK(made == std::set<std::string>{"bin/run", "empty", "large", "twin/one", "twin/two"});
  CHECK(draft.made.size() == 4);
  CHECK(draft.equal.size() == 1);
  CHECK(draft.index.load_frames().size() == update.after.open_index().load_frames().size());
}
