// Two indexes of 38,000 files, one in a hundred changed: compared, and the new one rebuilt of the
// old one and the change in a delta.
#include <benchmark/benchmark.h>

#include <fstream>

#include "core/delta/encode/index_difference.hpp"
#include "core/delta/rebuild_index.hpp"
#include "core/tree/tree_diff.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace switchback;

constexpr unsigned kFiles = 38'000;
constexpr unsigned kChangedOf = 100;

TreeEntry file_entry(unsigned number, const std::string& release) {
  TreeEntry entry;
  entry.path = "lib/module-" + std::to_string(1'000'000 + number) + ".js";
  entry.mode = 0644;
  entry.size = 100 + number % 5000;
  const std::string content = number % kChangedOf == 0 ? release : "";
  entry.sha256 = Sha256::of(entry.path + content);
  return entry;
}

IndexReference write_index(const std::filesystem::path& path, const std::string& release) {
  std::ofstream file(path, std::ios::binary);
  IndexWriter writer([&](std::string_view bytes) {
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  });
  TreeEntry folder;
  folder.path = "lib";
  folder.type = EntryType::directory;
  folder.mode = 0755;
  writer.add(folder);
  std::uint64_t tar = tar_member_length(folder) + kTarEndLength;
  for (unsigned number = 0; number < kFiles; ++number) {
    const TreeEntry entry = file_entry(number, release);
    tar += tar_member_length(entry);
    writer.add(entry);
  }
  while (tar > 0) {
    Frame frame;
    frame.content_length = static_cast<std::uint32_t>(std::min<std::uint64_t>(tar, 1 << 20));
    frame.compressed_length = frame.content_length / 4 + 1;
    frame.content_sha256 = frame.compressed_sha256 = Sha256::of(release + std::to_string(tar));
    tar -= frame.content_length;
    writer.add(frame);
  }
  return writer.finish();
}

struct TwoIndexes {
  test::TemporaryDirectory folder;
  IndexReference old_reference = write_index(folder / "old", "1");
  IndexReference new_reference = write_index(folder / "new", "2");
  IndexFile older = IndexFile::open(folder / "old", old_reference);
  IndexFile newer = IndexFile::open(folder / "new", new_reference);
};

void open_index(benchmark::State& state) {
  const TwoIndexes indexes;
  for (auto turn : state) {
    (void)turn;
    benchmark::DoNotOptimize(IndexFile::open(indexes.folder / "new", indexes.new_reference));
  }
}
BENCHMARK(open_index)->Unit(benchmark::kMillisecond);

void merge_indexes(benchmark::State& state) {
  const TwoIndexes indexes;
  unsigned differences = 0;
  for (auto turn : state) {
    (void)turn;
    differences = 0;
    diff_indexes(indexes.older, indexes.newer, [&](const TreeDifference&) { ++differences; });
  }
  if (differences != kFiles / kChangedOf) state.SkipWithError("compared wrongly");
}
BENCHMARK(merge_indexes)->Unit(benchmark::kMillisecond);

void rebuild_index_of_delta(benchmark::State& state) {
  const TwoIndexes indexes;
  const IndexDifference difference = compare_indexes(indexes.older, indexes.newer);
  const IndexChange change{difference.segments.size(),
                           [&](std::size_t number) { return difference.segments.at(number); }};
  std::vector<Sha256Digest> made;
  for (const FileToMake& file : difference.files) made.push_back(file.sha256);
  IndexReference rebuilt;
  for (auto turn : state) {
    (void)turn;
    rebuilt = rebuild_index(indexes.older, change, made, indexes.new_reference.cut,
                            [](std::string_view) {});
  }
  if (rebuilt != indexes.new_reference) state.SkipWithError("rebuilt wrongly");
}
BENCHMARK(rebuild_index_of_delta)->Unit(benchmark::kMillisecond);

}  // namespace
