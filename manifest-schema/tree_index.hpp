// The tree index: every entry of a release and every frame of its bundle, sorted, in blocks of
// about 4 KiB. Binary form in docs/formats.md:
//
//   file        := magic "SBINDEX1" block... block-list
//   block       := 'E' entry...  |  'F' frame...         (entries first, then frames)
//   block-list  := 'L' varint(count) (kind:u8 varint(length) sha256[32])...
//   entry       := varint(shared) varint(n) suffix[n] varint(mode * 4 + type) varint(header_length
//   / 512)
//                  then for a file varint(size) sha256[32], for a symlink varint(n) target[n]
//   frame       := varint(content_length) varint(compressed_length) content_sha256[32]
//   compressed_sha256[32]
//
// `shared` is the length of the longest common prefix with the path before (0 for the first entry
// of a block). Where a block ends is part of the format, because a host rebuilds an index and
// compares its hash: see tree_index_cut.hpp.
//
// Integers are LEB128 varints. Within an E block paths are prefix-compressed against the previous
// entry; blocks are cut by a hash of the path, so that an insertion changes one block. An entry
// does not store its offset in the tar: it is the sum of the member lengths before it, for the same
// reason. The block list's SHA-256 identifies the whole index and is what the release manifest
// signs. Pure: no I/O.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "manifest-schema/tree_entry.hpp"
#include "manifest-schema/tree_index_cut.hpp"

namespace switchback {

inline constexpr std::string_view kIndexMagic = "SBINDEX1";
inline constexpr std::uint32_t kIndexBlockLimit = 256 * 1024;  // a longer block is refused

// What hosts download and publishers sign. An entry of a file takes 40 bytes and what its path does
// not share with the one before: a tree of 1,000,000 files stays below with 220 bytes of that for
// each. Frames are held in memory, 80 bytes each; as many hold about 256 GiB of content.
inline constexpr std::uint64_t kMaxIndexLength = 256 * 1024 * 1024;
inline constexpr std::uint64_t kMaxIndexFrames = 262'144;

enum class IndexBlockKind : std::uint8_t { entries = 'E', frames = 'F' };

struct IndexBlock {
  IndexBlockKind kind = IndexBlockKind::entries;
  std::uint64_t offset = 0;  // in the index file
  std::uint32_t length = 0;
  Sha256Digest sha256;
};

// What the manifest signs about an index.
struct IndexReference {
  std::uint64_t length = 0;       // of the whole index file
  Sha256Digest sha256;            // of the whole file: the blob's name
  std::uint64_t list_offset = 0;  // where the block list begins; it runs to the end of the file
  Sha256Digest list_sha256;
  std::uint64_t entries = 0;
  std::uint64_t frames = 0;
  IndexCut cut = IndexCut::coarse;

  bool operator==(const IndexReference&) const = default;
};

// Why an index is larger than any may be; nothing where it is not.
std::optional<std::string> excess_of_index(const IndexReference& reference);

// Checks what only the whole sequence shows: strict order, no duplicate, every parent is an earlier
// directory, the tar is shorter than 2^62 bytes (so that offsets cannot overflow). Feed it every
// entry in order; throws TrustError("trust-format").
class TreeOrderCheck {
 public:
  void next(const TreeEntry& entry);

 private:
  std::string previous_;
  std::vector<std::string> open_directories_;
  std::uint64_t tar_length_ = 0;
};

// Builds an index file piece by piece: `sink` receives its bytes in order. Entries must come sorted
// (compare_tree_paths) and valid, all of them before the first frame. Otherwise
// TrustError("trust-format"), so that nothing is written that the parsers below refuse; frames
// before entries are a std::logic_error.
class IndexWriter {
 public:
  using Sink = std::function<void(std::string_view)>;
  explicit IndexWriter(Sink sink, IndexCut cut = IndexCut::fine);
  void add(const TreeEntry& entry);
  void add(const Frame& frame);
  IndexReference finish();

 private:
  void emit(std::string_view bytes);
  void begin(IndexBlockKind kind);
  void close_block();

  Sink sink_;
  IndexCut cut_;
  Sha256 file_hash_;
  std::uint64_t written_ = 0;
  std::string block_;
  IndexBlockKind kind_ = IndexBlockKind::entries;
  std::string previous_path_;  // in this block, for prefix compression
  TreeOrderCheck order_;
  std::vector<IndexBlock> blocks_;
  std::uint64_t entries_ = 0;
  std::uint64_t frames_ = 0;
};

// Parsers for bytes whose hash was already checked against the manifest. They still refuse
// everything that is not well formed with TrustError("trust-format"): a signer's bug must not
// become a host's crash.
std::vector<IndexBlock> parse_block_list(std::string_view list, const IndexReference& reference);
// Whether paths, order and values of entries are checked: not again where the same bytes were.
enum class EntryCheck : std::uint8_t { full, done_before };

class EntryBlockReader {
 public:
  explicit EntryBlockReader(std::string block, EntryCheck check = EntryCheck::full);
  // Nothing at the end. The entry's memory is used again for the next one.
  const TreeEntry* next();
  // The one that next() returned last.
  const TreeEntry& entry() const { return entry_; }

  // Between two entries of this block: where next() goes on.
  struct Place {
    std::size_t at = 0;
    std::string path_before;
  };
  Place place() const { return {at_, entry_.path}; }
  void return_to(const Place& place);

 private:
  std::string block_;
  EntryCheck check_;
  std::size_t at_ = 0;
  TreeEntry entry_;
};
std::vector<TreeEntry> parse_entry_block(std::string_view block);
std::vector<Frame> parse_frame_block(std::string_view block);

}  // namespace switchback
