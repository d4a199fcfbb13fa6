// The parts of a delta that a host reads before anything of it is verified by the rebuilt index.
#include "core/delta/rebuild_index.hpp"
#include "manifest-schema/delta_header.hpp"
#include "manifest-schema/packed.hpp"
#include "tests/fuzz/folder.hpp"
#include "tests/fuzz/meet.hpp"
#include "tests/fuzz/targets.hpp"

namespace switchback::fuzz {
namespace {

// An old index to apply changes to.
IndexFile make_index() {
  std::string bytes;
  IndexWriter writer([&](std::string_view part) { bytes += part; });
  writer.add({"bin", EntryType::directory, 0755, 0, {}, {}, 512});
  writer.add({"bin/link", EntryType::symlink, 0, 0, {}, "run", 512});
  writer.add({"bin/run", EntryType::file, 0755, 3, Sha256::of("run"), {}, 512});
  writer.add({"data", EntryType::file, 0644, 5, Sha256::of("12345"), {}, 512});
  writer.add(Frame{3072, 100, Sha256::of("content"), Sha256::of("compressed")});
  const IndexReference reference = writer.finish();
  const Folder folder;
  write(folder.path() / "index", bytes);
  return IndexFile::open(folder.path() / "index", reference);
}

const IndexFile& old_index() {
  static const IndexFile index = make_index();
  return index;
}

// What no range may break, whatever the header says.
void hold_bounds(const DeltaHeader& header) {
  for (const DeltaFrame& frame : header.frames) {
    std::uint64_t outputs = 0;
    for (const DeltaRange& output : frame.outputs) outputs += output.length;
    must_hold(outputs <= kMaxFrameOutputs, "outputs are bounded");
    if (frame.coding == DeltaCoding::difference_plan) continue;  // its source is mapped
    for (const DeltaRange& source : frame.sources)
      must_hold(source.length <= kMaxFrameSources, "sources are bounded");
  }
}

}  // namespace

// The input is the body, which reaches further than one that is compressed would.
void delta_header(std::string_view bytes) {
  meet([&] { parse_delta_header(bytes); });
  DeltaHeader header = parse_delta_header(std::string(kDeltaMagic) + '\0' + std::string(bytes));
  must_hold(parse_delta_header(encode_delta_header(header)) == header, "a header is read back");
  const auto old_size = [](std::uint32_t ordinal) -> std::optional<std::uint64_t> {
    if (ordinal % 4 == 3) return std::nullopt;
    return std::uint64_t{1} << (ordinal % 40);
  };
  resolve_delta_ranges(header, old_size, {{3, 1000}, {5, 7}, {6, 0}});
  hold_bounds(header);
}

void index_change(std::string_view bytes) {
  meet([&] { unpack(bytes, 1024 * 1024, "fuzz"); });
  const IndexChange change{1, [&](std::size_t) { return '\0' + std::string(bytes); }};
  const std::vector<Sha256Digest> made(files_to_make(old_index(), change).size());
  const IndexReference reference =
      rebuild_index(old_index(), change, made, IndexCut::fine, [](std::string_view) {});
  must_hold(reference.entries <= 4 + bytes.size(), "entries are bounded");
}

}  // namespace switchback::fuzz
