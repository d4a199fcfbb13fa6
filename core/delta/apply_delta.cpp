#include "core/delta/apply_delta.hpp"

#include <optional>

#include "base/errors.hpp"
#include "core/delta/delta_application.hpp"
#include "core/tree/entry_lookup.hpp"

namespace switchback {
namespace {

std::vector<ProducedFile> resolve(DeltaHeader& header, const IndexFile& old_index,
                                  const IndexChange& change, const std::stop_token& stop) {
  std::vector<ProducedFile> files = files_to_make(old_index, change, stop);
  EntryLookup old_entries(old_index);
  const auto old_size = [&](std::uint32_t ordinal) -> std::optional<std::uint64_t> {
    if (ordinal >= old_index.reference().entries) return std::nullopt;
    const TreeEntry& entry = old_entries.at(ordinal);
    if (entry.type != EntryType::file) return std::nullopt;
    return entry.size;
  };
  resolve_delta_ranges(header, old_size, files);
  return files;
}

}  // namespace

DeltaApplied apply_delta(DeltaHeader& header, const PieceSource& pieces, const IndexFile& old_index,
                         const IndexReference& expected, WholeFiles& old_files,
                         MadeFiles& made_files, const IndexWriter::Sink& sink,
                         const std::stop_token& stop) {
  if (header.from_list_sha256 != old_index.reference().list_sha256 ||
      header.to_list_sha256 != expected.list_sha256)
    throw TrustError("trust-mix-and-match", "the delta is one between other releases");
  DeltaPayload payload(header, pieces);
  const IndexChange change = payload.index_change();
  std::vector<Sha256Digest> made;
  {
    const std::vector<ProducedFile> files = resolve(header, old_index, change, stop);
    made = DeltaApplication(header, payload, old_files, made_files, files).run(stop);
  }
  const DeltaApplied applied{made.size(),
                             rebuild_index(old_index, change, made, expected.cut, sink, stop)};
  if (applied.index != expected)
    throw TrustError("trust-length-or-hash",
                     "the index that the delta makes is not the signed one");
  return applied;
}

}  // namespace switchback
