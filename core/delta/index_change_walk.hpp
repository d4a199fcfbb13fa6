// The entries and frames of the new index, as the old index and the index change of a delta say.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/tree/entry_lookup.hpp"
#include "manifest-schema/delta_header.hpp"
#include "manifest-schema/index_change.hpp"

namespace switchback {

// An index change in its segments. `read` gives one as often as it is asked for.
struct IndexChange {
  std::size_t segments = 0;
  std::function<std::string(std::size_t)> read;
};

struct NewEntry {
  TreeEntry entry;  // without sha256 where the delta makes the content (made, new_file)
  Origin origin = Origin::same;
  std::uint64_t ordinal = 0;
  // Ordinal of the content in the old index (same, old_file) or in the new one (new_file).
  std::uint64_t source = 0;
};

// Front to back, with memory for one segment, one block of the old index and the list of made
// files. Entries are valid and in order, or TrustError("trust-format"); Interrupted soon after a
// stop is requested; throws as EntryCursor does.
class IndexChangeWalk {
 public:
  // Both must outlive the walk.
  IndexChangeWalk(const IndexFile& old_index, const IndexChange& change, std::stop_token stop = {});

  // Nothing at the end; the pointer is valid until the next call.
  const NewEntry* next();
  // After the last entry; nothing at the end.
  std::optional<Frame> next_frame();
  // The made files up to the entry that next() returned last, by ordinal.
  const std::vector<ProducedFile>& made() const { return made_; }

 private:
  bool load_segment();
  bool next_steps();
  bool next_frame_steps();
  const TreeEntry& next_old();
  void take_keep();
  void take_change();
  void take_insert();
  void place_content(const EntryChange& change);
  std::uint64_t made_size(std::uint64_t ordinal) const;

  const IndexFile& old_index_;
  const IndexChange& change_;
  EntryCursor old_;
  EntryLookup lookup_;
  std::size_t next_segment_ = 0;
  std::unique_ptr<IndexChangeReader> reader_;
  IndexChangeReader::Steps steps_;
  NewEntry current_;
  std::uint64_t count_ = 0;
  TreeOrderCheck order_;
  std::vector<ProducedFile> made_;
  bool in_frames_ = false;
  std::vector<Frame> old_frames_;
  std::size_t next_old_frame_ = 0;
  std::stop_token stop_;
};

}  // namespace switchback
