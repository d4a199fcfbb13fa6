// Executables in deltas: differences give the new tree bit for bit, and damaged ones are refused.
#include <catch2/catch.hpp>
#include <cerrno>

#include "base/errors.hpp"
#include "core/delta/old_version.hpp"
#include "core/difference/encode/difference_encoder.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/core/delta/memory_tree.hpp"
#include "tests/unit/core/difference/sample_elf.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

Node program(const std::vector<SampleFunction>& functions) {
  return {EntryType::file, 0755, sample_elf(functions)};
}

// A program, a next version of it with functions more, and a text beside both.
struct Programs {
  TemporaryDirectory folder;
  MemoryTree before;
  MemoryTree after;

  explicit Programs(unsigned seed, std::size_t functions = 200, std::size_t inserted = 3)
      : before({{"run", program(sample_functions(functions, seed))},
                {"text", {EntryType::file, 0644, "old text"}}},
               folder / "old"),
        after({{"run", program(changed(sample_functions(functions, seed), seed, inserted))},
               {"text", {EntryType::file, 0644, "new text, longer"}}},
              folder / "new") {}

  static std::vector<SampleFunction> changed(std::vector<SampleFunction> functions, unsigned seed,
                                             std::size_t inserted) {
    for (std::size_t i = 0; i < inserted; ++i)
      insert_function(functions, (seed * 31 + i * 67) % functions.size(),
                      {random_bytes(20, seed + static_cast<std::uint32_t>(i)), {i, i + 1}});
    return functions;
  }
};

std::vector<DeltaCoding> codings_of(const DeltaParts& delta) {
  std::vector<DeltaCoding> codings;
  for (const DeltaFrame& frame : parse_delta_header(delta.header).frames)
    codings.push_back(frame.coding);
  return codings;
}

// The made content of the first file, or the code of the error.
std::string outcome(const DeltaParts& delta, Programs& programs) {
  MemoryFiles made;
  std::string index;
  try {
    apply(delta, programs.before, programs.after.index().reference(), made, index);
    return made.content.at(0);
  } catch (const TrustError& error) {
    return error.code();
  }
}

// The delta with other bytes in a frame, and pieces to match: as a publisher that errs makes it.
DeltaParts with_frame(const DeltaParts& delta, std::size_t number, const std::string& bytes) {
  DeltaHeader header = parse_delta_header(delta.header);
  std::uint64_t offset = delta.result.index_change_length;
  for (std::size_t i = 0; i < number; ++i) offset += header.frames[i].compressed_length;
  DeltaParts other = delta;
  other.payload.replace(static_cast<std::size_t>(offset),
                        static_cast<std::size_t>(header.frames[number].compressed_length), bytes);
  header.frames[number].compressed_length = bytes.size();
  header.pieces = {{static_cast<std::uint32_t>(other.payload.size()), Sha256::of(other.payload)}};
  other.header = encode_delta_header(header);
  return other;
}

std::string bytes_of_frame(const DeltaParts& delta, std::size_t number) {
  const DeltaHeader header = parse_delta_header(delta.header);
  std::uint64_t offset = delta.result.index_change_length;
  for (std::size_t i = 0; i < number; ++i) offset += header.frames[i].compressed_length;
  return delta.payload.substr(static_cast<std::size_t>(offset),
                              static_cast<std::size_t>(header.frames[number].compressed_length));
}

void check_applied(const DeltaParts& delta, MemoryTree& before, MemoryTree& after) {
  MemoryFiles made;
  std::string index;
  apply(delta, before, after.index().reference(), made, index);
  REQUIRE(index == after.index_bytes());
  REQUIRE((tree_of(delta, before, made) == after.nodes()));
}

constexpr DeltaCoding kPlan = DeltaCoding::difference_plan;
constexpr DeltaCoding kDifference = DeltaCoding::difference;

}  // namespace

TEST_CASE("a changed executable is coded as a difference, and comes back bit for bit") {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    INFO("seed " << seed);
    Programs programs(seed, 20 * seed, seed);
    check_applied(delta_between(programs.before, programs.after), programs.before, programs.after);
  }
  Programs programs(20, 400);
  const DeltaParts delta = delta_between(programs.before, programs.after);
  CHECK(codings_of(delta) == std::vector<DeltaCoding>{kPlan, kDifference, DeltaCoding::stored});
  CHECK(delta.result.frames_length < 900);
}

TEST_CASE("executables among random changes of a tree come back bit for bit") {
  for (std::uint32_t seed = 1; seed <= 10; ++seed) {
    INFO("seed " << seed);
    TreeMutation mutation(seed);
    Nodes before = mutation.make(20);
    for (unsigned i = 0; i < 4; ++i)
      before["lib/program" + std::to_string(i)] = program(sample_functions(30 + 10 * i, seed));
    Nodes after = mutation.mutate(before);
    for (const char* path : {"lib/program1", "lib/program3"})
      if (after.count(path) != 0 && after[path].type == EntryType::file)
        after[path] = program(Programs::changed(sample_functions(50, seed), seed, 2));
    for (auto* nodes : {&before, &after})
      for (auto& [path, node] : *nodes) node.mode = published_mode(node.type, node.mode);
    const TemporaryDirectory folder;
    MemoryTree old_tree(before, folder / "old");
    MemoryTree new_tree(after, folder / "new");
    check_applied(delta_between(old_tree, new_tree), old_tree, new_tree);
  }
}

TEST_CASE("an executable that has nothing in common with its old version has no difference") {
  const TemporaryDirectory folder;
  MemoryTree before({{"run", program(sample_functions(100, 1))}}, folder / "old");
  MemoryTree after({{"run", {EntryType::file, 0755, "\177ELF" + random_bytes(5000, 2)}}},
                   folder / "new");
  const DeltaParts delta = delta_between(before, after);
  CHECK(codings_of(delta) == std::vector<DeltaCoding>{DeltaCoding::stored});
  check_applied(delta, before, after);
}

TEST_CASE("with little memory there are no differences, but there is a delta") {
  Programs programs(5);
  DeltaOptions options;
  options.memory = 1024;
  const DeltaParts delta = delta_between(programs.before, programs.after, options);
  for (const DeltaCoding coding : codings_of(delta)) CHECK(coding != kPlan);
  check_applied(delta, programs.before, programs.after);
}

TEST_CASE("the same executables give the same delta whatever the number of threads") {
  Programs programs(6);
  DeltaOptions one, many;
  one.threads = 1;
  many.threads = 3;
  CHECK(delta_between(programs.before, programs.after, one).payload ==
        delta_between(programs.before, programs.after, many).payload);
}

TEST_CASE("every truncation and flipped bit of a difference is an error or without effect") {
  Programs programs(7, 40);
  const DeltaParts delta = delta_between(programs.before, programs.after);
  REQUIRE(codings_of(delta)[0] == kPlan);
  const std::string content = programs.after.bytes_of(0);
  REQUIRE(outcome(delta, programs) == content);
  std::size_t refused = 0;
  const auto check = [&](std::size_t frame, const std::string& bytes) {
    const std::string got = outcome(with_frame(delta, frame, bytes), programs);
    if (got != content && !got.starts_with("trust-")) FAIL("other content was accepted");
    if (got != content) ++refused;
  };
  for (const std::size_t frame : {0U, 1U}) {
    const std::string bytes = bytes_of_frame(delta, frame);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      INFO("byte " << i << " of frame " << frame);
      if (i != 0) check(frame, bytes.substr(0, i));
      for (unsigned bit = 0; bit < 8; ++bit) {
        std::string flipped = bytes;
        flipped[i] = static_cast<char>(static_cast<unsigned char>(flipped[i]) ^ 1U << bit);
        check(frame, flipped);
      }
    }
    CHECK(outcome(with_frame(delta, frame, bytes + std::string(64, 'x')), programs) ==
          "trust-format");
  }
  CHECK(refused > 8 * (delta.result.frames_length - 40));
}

TEST_CASE("a plan for files of other lengths is refused") {
  Programs programs(8);
  const DeltaParts delta = delta_between(programs.before, programs.after);
  REQUIRE(codings_of(delta)[0] == kPlan);
  const std::string before = programs.before.bytes_of(0);
  const std::string after = programs.after.bytes_of(0);
  const auto with_plan = [&](const std::string& from, const std::string& to) {
    return outcome(with_frame(delta, 0, difference::encode_difference(from, to).plan), programs);
  };
  CHECK((with_plan(before, after) == after));
  CHECK(with_plan(before + "x", after) == "trust-format");
  CHECK(with_plan(before, after + "x") == "trust-format");
  CHECK(with_plan(before, after.substr(1)) == "trust-format");
}

TEST_CASE("a plan for a longer file is refused where the part is as long as it says") {
  const std::string part(kMaxFrameOutputs, 'z');
  const auto coded = difference::encode_difference("old", part + "x");
  const TemporaryDirectory folder;
  MemoryTree tree({{"file", {EntryType::file, 0644, "old"}}}, folder / "index");
  const OldVersion old_version(coded.plan, tree, {0, false, true, 0, 3});
  std::string content(part.size(), '\0');
  const auto decode = [&](std::uint64_t size) {
    old_version.decode({0, true, false, 0, part.size()}, {0, size}, coded.frames[0], content);
  };
  decode(part.size() + 1);
  CHECK((content == part));
  CHECK_THROWS_AS(decode(part.size()), TrustError);
}

TEST_CASE("a program that cannot be written while the next is made is an error") {
  struct FullDisk : MemoryFiles {
    void write(std::uint32_t ordinal, std::string_view bytes) override {
      if (ordinal == full) throw StorageError("write", "incoming/tree", ENOSPC);
      MemoryFiles::write(ordinal, bytes);
    }
    std::uint32_t full = 0;
  };
  const auto functions = [](unsigned seed) { return sample_functions(200, seed); };
  const TemporaryDirectory folder;
  Nodes old_programs, new_programs;
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const std::string name = "run" + std::to_string(seed);
    old_programs[name] = program(functions(seed));
    new_programs[name] = program(Programs::changed(functions(seed), seed, 3));
  }
  MemoryTree before(old_programs, folder / "old");
  MemoryTree after(new_programs, folder / "new");
  const DeltaParts delta = delta_between(before, after);
  check_applied(delta, before, after);
  for (std::uint32_t ordinal = 0; ordinal < 3; ++ordinal) {
    FullDisk made;
    made.full = ordinal;
    std::string index;
    CHECK_THROWS_AS(apply(delta, before, after.index().reference(), made, index), StorageError);
  }
}

TEST_CASE("an old executable that is not what the index says shows in the rebuilt index") {
  Programs programs(9);
  const DeltaParts delta = delta_between(programs.before, programs.after);
  const TemporaryDirectory folder;
  Nodes damaged = programs.before.nodes();
  damaged["run"].bytes[70] ^= 1;
  MemoryTree other(damaged, folder / "index");
  MemoryFiles made;
  DeltaHeader header = parse_delta_header(delta.header);
  const auto applied = [&] {
    apply_delta(header, delta.pieces(), programs.before.index(), programs.after.index().reference(),
                other, made, [](std::string_view) {});
  };
  CHECK_THROWS_AS(applied(), TrustError);
}
