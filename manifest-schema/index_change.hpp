// How a tree index becomes that of another release: the part of a delta that a host reads first.
// Files whose content the delta makes carry no hash, files that equal another one name it. Binary
// form in docs/formats.md:
//
//   segment := packed(body)
//   body    := (varint(length) column)...   one after the other: steps, changes, paths, attributes,
//                                           sizes, origins, targets, frame steps, frames
//   steps   := varint(count * 4 + kind)...  keep, drop, change, insert: the old entries in order
//
// Each step that is not "keep" or "drop" takes what it needs from the front of the other columns:
//
//   change  := changes: flags (origin, 4 new mode, 8 new header length, 16 new target)
//   insert  := paths: varint(shared) varint(n) suffix[n]; attributes: varint(mode * 4 + type)
//              varint(header_length / 512); files: changes: origin; symlinks: target
//   mode, header length: attributes; size of a made file: sizes, near() the old one (0 for an
//   insert); origin ordinal: origins, near() the ordinal after that of the one before
//   target  := targets: varint(n) target[n]
//   frame steps := varint(count * 4 + kind)...  keep, drop, insert: the old frames in order
//   frames  := frame as in the index
//
// Pure: no I/O.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "manifest-schema/index_change_columns.hpp"
#include "manifest-schema/tree_entry.hpp"
#include "manifest-schema/varint.hpp"

namespace switchback {

inline constexpr std::uint32_t kMaxIndexSegment = 4 * 1024 * 1024;      // packed
inline constexpr std::uint32_t kMaxIndexSegmentBody = 8 * 1024 * 1024;  // unpacked

// Where the content of a file of the new release comes from.
enum class Origin : std::uint8_t {
  same = 0,      // as in the old entry that the change is of; for other entries than files always
  made = 1,      // frames of the delta make it
  old_file = 2,  // the file of this ordinal in the old index
  new_file = 3,  // an earlier one in the new index, which is made
};

enum class IndexStep : std::uint8_t { keep = 0, drop = 1, change = 2, insert = 3 };

// What one step of kind `change` or `insert` says. What it does not say is as before.
struct EntryChange {
  Origin origin = Origin::same;
  std::uint64_t origin_ordinal = 0;
  bool new_mode = false;
  bool new_header_length = false;
  bool new_target = false;
  TreeEntry entry;  // the new one; sha256 only where it was given to the writer

  bool operator==(const EntryChange&) const = default;
};

class IndexChangeWriter {
 public:
  void keep();
  void drop();
  void change(const TreeEntry& before, const EntryChange& change);
  // `previous_path`: of the entry before it in the new index, "" for the first.
  void insert(std::string_view previous_path, const EntryChange& change);
  void keep_frame();
  void drop_frame();
  void insert_frame(const Frame& frame);

  // About the length of the body that a segment would have now.
  std::size_t length() const;
  bool empty() const { return length() == 0; }
  // The packed segment; the writer starts the next one.
  std::string finish();

 private:
  struct Run {
    IndexStep kind = IndexStep::keep;
    std::uint64_t count = 0;
  };
  void step(Run& run, std::size_t column, IndexStep kind);
  void close(Run& run, std::size_t column);
  void origin(const EntryChange& change);

  std::array<std::string, index_column::kCount> columns_;
  Run entries_;
  Run frames_;
  std::uint64_t next_origin_ = 0;
};

// Reads one segment step by step. Every error is TrustError("trust-format").
class IndexChangeReader {
 public:
  explicit IndexChangeReader(std::string_view packed);
  IndexChangeReader(const IndexChangeReader&) = delete;
  IndexChangeReader& operator=(const IndexChangeReader&) = delete;

  struct Steps {
    IndexStep kind = IndexStep::keep;
    std::uint64_t count = 0;  // at least 1
  };
  bool more_entries() const { return !columns_[index_column::kSteps].empty(); }
  Steps entry_steps() { return steps(index_column::kSteps); }
  // One entry of a step of that kind. The result is well formed, but not yet validated as an entry.
  EntryChange change(const TreeEntry& before);
  EntryChange insert(std::string_view previous_path);

  bool more_frames() const { return !columns_[index_column::kFrameSteps].empty(); }
  Steps frame_steps();
  Frame frame();
  // Nothing may be left of any column.
  void finish() const;

 private:
  Steps steps(std::size_t column);
  std::uint64_t ordinal();
  std::string target();

  std::string body_;
  std::vector<ByteReader> columns_;
  std::uint64_t next_origin_ = 0;
};

}  // namespace switchback
