// Deltas between mutated trees give the new tree bit for bit, and nothing else is accepted.
#include "core/delta/apply_delta.hpp"

#include <catch2/catch.hpp>
#include <cerrno>
#include <set>

#include "base/errors.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/core/delta/memory_tree.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

// The code of the error that applying meets, "" for none.
std::string outcome(const DeltaParts& delta, MemoryTree& before, const IndexReference& expected) {
  MemoryFiles made;
  std::string index;
  try {
    apply(delta, before, expected, made, index);
    return "";
  } catch (const TrustError& error) {
    return error.code();
  }
}

struct Pair {
  TemporaryDirectory folder;
  MemoryTree before;
  MemoryTree after;

  Pair(Nodes old_nodes, Nodes new_nodes)
      : before(std::move(old_nodes), folder / "old"), after(std::move(new_nodes), folder / "new") {}
};

// What must hold between any two trees.
void check_delta(Pair& pair, const DeltaOptions& options = {}) {
  const DeltaParts delta = delta_between(pair.before, pair.after, options);
  MemoryFiles made;
  std::string index;
  const auto applied = apply(delta, pair.before, pair.after.index().reference(), made, index);
  REQUIRE(index == pair.after.index_bytes());
  REQUIRE(made.closed.size() == made.content.size());
  REQUIRE(made.hashes.size() == made.content.size());
  REQUIRE(applied.files == made.content.size());
  Nodes expected = pair.after.nodes();
  for (auto& [path, node] : expected) node.mode = published_mode(node.type, node.mode);
  REQUIRE((tree_of(delta, pair.before, made) == expected));
}

}  // namespace

TEST_CASE("a delta between randomly mutated trees gives the new tree bit for bit") {
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    TreeMutation mutation(seed);
    const Nodes before = mutation.make(5 + seed * 2);
    Pair pair(before, mutation.mutate(before));
    check_delta(pair);
  }
}

TEST_CASE("a delta between unrelated, equal and empty trees gives the new tree") {
  const Nodes one = TreeMutation(1).make(40);
  const Nodes other = TreeMutation(2).make(40);
  Pair unrelated(one, other);
  check_delta(unrelated);
  Pair equal(one, one);
  check_delta(equal);
  Pair from_nothing({}, one);
  check_delta(from_nothing);
  Pair to_nothing(one, {});
  check_delta(to_nothing);
}

TEST_CASE("a delta of a file that no frame holds at once gives the file") {
  std::string old_bytes;  // 29 MB, most of it quickly coded
  for (std::uint32_t i = 0; i < 29; ++i)
    old_bytes += random_bytes(5000, i) + std::string(1'000'000, static_cast<char>(i));
  std::string new_bytes = old_bytes.substr(5'000'000) + "the end";
  new_bytes.insert(9'000'000, "inserted");
  Pair pair({{"big", {EntryType::file, 0644, old_bytes}}},
            {{"big", {EntryType::file, 0644, new_bytes}}});
  check_delta(pair);
  const DeltaParts delta = delta_between(pair.before, pair.after);
  CHECK(parse_delta_header(delta.header).frames.size() == 3);  // a plan and two differences
  CHECK(delta.payload.size() < 2'000);
  DeltaOptions options;
  options.memory = 1;  // none for a difference
  check_delta(pair, options);
  const DeltaParts with_prefix = delta_between(pair.before, pair.after, options);
  CHECK(parse_delta_header(with_prefix.header).frames.size() == 2);
  CHECK(with_prefix.payload.size() < 20'000);
}

TEST_CASE("bytes that nothing shortens are stored or cut into frames within the limits") {
  Pair pair({}, {{"big", {EntryType::file, 0644, random_bytes(7'000'000, 1)}},
                 {"small", {EntryType::file, 0644, random_bytes(5000, 2)}}});
  check_delta(pair);
}

TEST_CASE("the same trees give the same delta whatever the number of threads") {
  TreeMutation mutation(9);
  const Nodes before = mutation.make(60);
  Pair pair(before, mutation.mutate(before));
  DeltaOptions one;
  one.threads = 1;
  DeltaOptions many;
  many.threads = 3;
  const DeltaParts first = delta_between(pair.before, pair.after, one);
  const DeltaParts second = delta_between(pair.before, pair.after, many);
  CHECK(first.header == second.header);
  CHECK(first.payload == second.payload);
}

TEST_CASE("renamed and copied files cost no frame") {
  const std::string content = random_bytes(50'000, 3);
  Pair pair({{"a", {EntryType::file, 0644, content}}},
            {{"b", {EntryType::file, 0755, content}}, {"c", {EntryType::file, 0644, content}}});
  check_delta(pair);
  const DeltaParts delta = delta_between(pair.before, pair.after);
  CHECK(parse_delta_header(delta.header).frames.empty());
}

TEST_CASE("a renamed and edited file is coded against the old one") {
  std::string content = random_bytes(50'000, 3);
  const Node before{EntryType::file, 0644, content};
  content.insert(20'000, "edited");
  Pair pair({{"a.bin", before}, {"other.bin", {EntryType::file, 0644, random_bytes(9000, 4)}}},
            {{"b.bin", {EntryType::file, 0644, content}}});
  check_delta(pair);
  CHECK(delta_between(pair.before, pair.after).payload.size() < 500);
}

TEST_CASE("an index of an older publisher is rebuilt by its own rule, by no other") {
  const TemporaryDirectory folder;
  TreeMutation mutation(5);
  const Nodes nodes = mutation.make(300);
  for (const IndexCut cut : {IndexCut::coarse, IndexCut::fine}) {
    MemoryTree before(nodes, folder / "old", IndexCut::coarse);
    MemoryTree after(mutation.mutate(nodes), folder / "new", cut);
    const DeltaParts delta = delta_between(before, after);
    IndexReference expected = after.index().reference();
    CHECK(outcome(delta, before, expected).empty());
    expected.cut = cut == IndexCut::fine ? IndexCut::coarse : IndexCut::fine;
    CHECK(outcome(delta, before, expected) == "trust-length-or-hash");
  }
}

TEST_CASE("every truncation and every flipped bit of a delta is refused") {
  TreeMutation mutation(4);
  const Nodes before = mutation.make(12);
  Pair pair(before, mutation.mutate(before));
  const DeltaParts delta = delta_between(pair.before, pair.after);
  const IndexReference expected = pair.after.index().reference();
  REQUIRE(outcome(delta, pair.before, expected).empty());
  const auto refused = [&](const DeltaParts& damaged) {
    try {
      return !outcome(damaged, pair.before, expected).empty();
    } catch (const StateError&) {
      return false;
    }
  };
  for (std::size_t i = 0; i < delta.header.size(); ++i) {
    INFO("byte " << i << " of the header");
    DeltaParts cut = delta;
    cut.header.resize(i);
    CHECK_THROWS_AS(parse_delta_header(cut.header), TrustError);
  }
  for (std::size_t i = 0; i < delta.payload.size(); ++i) {
    INFO("byte " << i << " of the payload");
    DeltaParts cut = delta;
    cut.payload.resize(i);
    if (!refused(cut)) FAIL("accepted");
    DeltaParts flipped = delta;
    flipped.payload[i] ^= static_cast<char>(1 << (i % 8));
    if (!refused(flipped)) FAIL("accepted");
  }
}

TEST_CASE("a delta between other releases is refused before a piece is read") {
  TreeMutation mutation(5);
  const Nodes before = mutation.make(12);
  Pair pair(before, mutation.mutate(before));
  const DeltaParts delta = delta_between(pair.before, pair.after);
  CHECK(outcome(delta, pair.after, pair.after.index().reference()) == "trust-mix-and-match");
  CHECK(outcome(delta, pair.before, pair.before.index().reference()) == "trust-mix-and-match");
}

TEST_CASE("an old file that is not what its index says shows in the rebuilt index") {
  Pair pair({{"a", {EntryType::file, 0644, std::string(5000, 'a') + random_bytes(5000, 1)}}},
            {{"a", {EntryType::file, 0644, "x" + std::string(5000, 'a') + random_bytes(5000, 1)}}});
  const DeltaParts delta = delta_between(pair.before, pair.after);
  const TemporaryDirectory folder;
  Nodes damaged = pair.before.nodes();
  damaged["a"].bytes[7000] ^= 1;
  MemoryTree other(damaged, folder / "index");
  MemoryFiles made;
  DeltaHeader header = parse_delta_header(delta.header);
  try {
    apply_delta(header, delta.pieces(), pair.before.index(), pair.after.index().reference(), other,
                made, [](std::string_view) {});
    FAIL("accepted");
  } catch (const TrustError& error) {
    CHECK(error.code() == "trust-length-or-hash");
  }
}

TEST_CASE("a stop is obeyed while a delta is applied and while it is made") {
  TreeMutation mutation(6);
  const Nodes before = mutation.make(30);
  Pair pair(before, mutation.mutate(before));
  const DeltaParts delta = delta_between(pair.before, pair.after);
  std::stop_source stop;
  stop.request_stop();
  MemoryFiles made;
  DeltaHeader header = parse_delta_header(delta.header);
  CHECK_THROWS_AS(apply_delta(
                      header, delta.pieces(), pair.before.index(), pair.after.index().reference(),
                      pair.before, made, [](std::string_view) {}, stop.get_token()),
                  Interrupted);
  DeltaOptions options;
  options.stop = stop.get_token();
  CHECK_THROWS_AS(delta_between(pair.before, pair.after, options), Interrupted);
}

TEST_CASE("a header whose ranges are resolved already is applied as well") {
  TreeMutation mutation(8);
  const Nodes before = mutation.make(30);
  Pair pair(before, mutation.mutate(before));
  const DeltaParts delta = delta_between(pair.before, pair.after);
  DeltaHeader header = parse_delta_header(delta.header);
  for (int attempt = 0; attempt < 2; ++attempt) {
    MemoryFiles made;
    std::string index;
    apply_delta(header, delta.pieces(), pair.before.index(), pair.after.index().reference(),
                pair.before, made, [&](std::string_view bytes) { index += bytes; });
    CHECK(index == pair.after.index_bytes());
  }
}

namespace {

// Says that each file became shorter while it was mapped, where told so.
class TornFiles : public WholeFiles {
 public:
  explicit TornFiles(MemoryTree& tree) : tree_(tree) {}

  void read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) override {
    bytes_read += length;
    tree_.read(ordinal, offset, to, length);
  }
  std::unique_ptr<WholeFile> whole(std::uint32_t ordinal) override {
    class Torn : public WholeFile {
     public:
      Torn(std::unique_ptr<WholeFile> file, bool torn) : file_(std::move(file)), torn_(torn) {}
      std::string_view bytes() const override { return file_->bytes(); }
      void check() const override {
        if (torn_) throw StorageError("read", "a torn file", EIO);
      }

     private:
      std::unique_ptr<WholeFile> file_;
      bool torn_;
    };
    return std::make_unique<Torn>(tree_.whole(ordinal), torn);
  }

  bool torn = false;
  std::uint64_t bytes_read = 0;

 private:
  MemoryTree& tree_;
};

std::string long_text(std::uint32_t seed) {
  std::string text = random_bytes(600'000, seed);
  for (char& c : text) c = static_cast<char>('a' + static_cast<unsigned char>(c) % 26);
  return text;
}

}  // namespace

TEST_CASE("a long prefix from one old file is mapped, not read into memory") {
  const std::string text = long_text(4);
  Pair pair({{"a", {EntryType::file, 0644, text}}}, {{"a", {EntryType::file, 0644, "x" + text}}});
  const DeltaParts delta = delta_between(pair.before, pair.after);
  DeltaHeader header = parse_delta_header(delta.header);
  REQUIRE(header.frames.size() == 1);
  REQUIRE(header.frames[0].coding == DeltaCoding::zstd_prefix);
  TornFiles files(pair.before);
  MemoryFiles made;
  const auto applied = [&] {
    return apply_delta(header, delta.pieces(), pair.before.index(), pair.after.index().reference(),
                       files, made, [](std::string_view) {});
  };
  CHECK(applied().files == 1);
  CHECK(files.bytes_read == 0);
  files.torn = true;
  CHECK_THROWS_AS(applied(), StorageError);
}

TEST_CASE("a frame with much new text and a difference follow each other in a delta") {
  const std::string program = "\177ELF" + random_bytes(40'000, 1);
  const std::string text = long_text(3);
  Nodes before{{"a", {EntryType::file, 0755, program}}, {"b", {EntryType::file, 0644, text}}};
  Nodes after{{"a", {EntryType::file, 0755, program + "changed"}},
              {"b", {EntryType::file, 0644, text + long_text(5)}},
              {"c", {EntryType::file, 0755, program + "copied"}}};
  Pair pair(before, after);
  const DeltaParts delta = delta_between(pair.before, pair.after);
  std::set<DeltaCoding> codings;
  for (const DeltaFrame& frame : parse_delta_header(delta.header).frames)
    codings.insert(frame.coding);
  CHECK(codings.count(DeltaCoding::lzma_prefix) == 1);
  CHECK(codings.count(DeltaCoding::difference) == 1);
  check_delta(pair);
}
