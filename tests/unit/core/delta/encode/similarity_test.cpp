#include "core/delta/encode/similarity.hpp"

#include <catch2/catch.hpp>

#include "core/delta/encode/source_window.hpp"
#include "tests/support/source_tree.hpp"

using namespace switchback;

namespace {

std::vector<std::uint64_t> sketch(const std::string& bytes) {
  Sampler sampler(sketch_distance(bytes.size()));
  sampler.update(bytes);
  return sketch_of(sampler.samples());
}

// Files given by their content; the ordinal is their place.
class Contents : public FileBytes {
 public:
  explicit Contents(std::vector<std::string> files) : files_(std::move(files)) {}
  void read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) override {
    files_.at(ordinal).copy(to, length, static_cast<std::size_t>(offset));
  }

 private:
  std::vector<std::string> files_;
};

}  // namespace

TEST_CASE("samples do not depend on how a file is fed") {
  const std::string bytes = test::random_bytes(100'000, 1);
  Sampler whole(64);
  whole.update(bytes);
  Sampler parts(64);
  for (std::size_t i = 0; i < bytes.size(); i += 777) parts.update(bytes.substr(i, 777));
  CHECK(whole.samples() == parts.samples());
  CHECK(whole.samples().size() > 1000);
}

TEST_CASE("the most similar file is found after insertions and removals") {
  SketchIndex index;
  std::vector<std::string> files;
  for (std::uint32_t i = 0; i < 20; ++i) {
    files.push_back(test::random_bytes(20'000 + i * 100, i));
    index.add(i, sketch(files.back()));
  }
  for (std::uint32_t i = 0; i < 20; ++i) {
    std::string edited = "head" + files[i].substr(3000);
    edited.insert(9000, "inserted");
    const auto match = index.best(sketch(edited));
    CHECK(match.number == i);
    CHECK(match.common > kSketchSize / 2);
  }
  CHECK(index.best(sketch(test::random_bytes(20'000, 99))).common == 0);
  CHECK(index.best({}).common == 0);
}

TEST_CASE("a part of a long file gets the window of the old file that it comes from") {
  const std::string old_file = test::random_bytes(40'000'000, 5);
  // The end of the old file is the beginning of the new one.
  const std::string new_file = old_file.substr(30'000'000) + old_file.substr(0, 12'000'000);
  Contents old_files({old_file});
  Contents new_files({new_file});
  const SourceWindows windows(old_files, 0, old_file.size(), {});
  const DeltaRange head =
      windows.best(new_files, {0, true, false, 0, 9'000'000}, new_file.size(), {});
  CHECK(head.offset + head.length >= 39'000'000);
  CHECK(head.offset >= 40'000'000 - kMaxFrameSources - 1024 * 1024);
  CHECK(head.length <= kMaxFrameSources);
  const DeltaRange tail =
      windows.best(new_files, {0, true, false, 12'000'000, 9'000'000}, new_file.size(), {});
  CHECK(tail.offset <= 2'000'000);
  CHECK(tail.length == kMaxFrameSources);
}
