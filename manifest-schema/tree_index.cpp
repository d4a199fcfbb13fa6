#include "manifest-schema/tree_index.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/errors.hpp"
#include "manifest-schema/varint.hpp"

namespace switchback {
namespace {

// Sums of sizes cannot overflow below this, whatever the entries say.
constexpr std::uint64_t kMaxTarLength = std::uint64_t{1} << 62;

[[noreturn]] void refuse(const std::string& reason) {
  throw TrustError("trust-format", reason);
}

EntryType entry_type(std::uint64_t code, const ByteReader& reader) {
  if (code > static_cast<std::uint64_t>(EntryType::symlink)) reader.fail("unknown entry type");
  return static_cast<EntryType>(code);
}

// What follows the shared prefix tells whether that is the longest, and the paths are sorted.
void check_suffix(const ByteReader& reader, const std::string& before, std::size_t shared,
                  std::string_view suffix) {
  const std::string_view replaced = std::string_view(before).substr(shared);
  if (!replaced.empty() && !suffix.empty() && replaced.front() == suffix.front())
    reader.fail("the shared prefix is not the longest");
  if (!before.empty() && compare_tree_paths(replaced, suffix) >= 0)
    reader.fail("the paths are not sorted");
}

// Turns the path before into this one.
void parse_path(ByteReader& reader, std::string& path, EntryCheck check) {
  const auto shared = static_cast<std::size_t>(reader.varint(path.size()));
  const std::string_view suffix = reader.take(static_cast<std::size_t>(reader.varint(4096)));
  if (check == EntryCheck::full) check_suffix(reader, path, shared, suffix);
  path.resize(shared);
  path += suffix;
}

// Turns the entry before into this one.
void parse_entry(ByteReader& reader, TreeEntry& entry, EntryCheck check) {
  parse_path(reader, entry.path, check);
  const std::uint64_t mode_and_type = reader.varint(0755 * 4 + 3);
  entry.type = entry_type(mode_and_type % 4, reader);
  entry.mode = static_cast<std::uint32_t>(mode_and_type / 4);
  entry.header_length = static_cast<std::uint32_t>(reader.varint(kMaxHeaderLength / 512) * 512);
  entry.size = 0;
  entry.sha256 = {};
  entry.link_target.clear();
  if (entry.type == EntryType::file) {
    entry.size = reader.varint(kMaxFileSize);
    entry.sha256 = Sha256Digest::from_bytes(reader.take(32));
  } else if (entry.type == EntryType::symlink) {
    entry.link_target = reader.take(static_cast<std::size_t>(reader.varint(4096)));
  }
  if (check == EntryCheck::full) validate_tree_entry(entry);
}

constexpr const char* kEntryBlock = "entry block of the tree index";

ByteReader open_block(std::string_view block, IndexBlockKind kind, const char* what) {
  ByteReader reader(block, what);
  if (block.size() > kIndexBlockLimit) reader.fail("longer than a block may be");
  if (reader.byte() != static_cast<std::uint8_t>(kind)) reader.fail("of another kind");
  if (reader.empty()) reader.fail("empty");
  return reader;
}

}  // namespace

std::optional<std::string> excess_of_index(const IndexReference& reference) {
  if (reference.length > kMaxIndexLength)
    return fmt::format("the tree index has {} bytes, and at most {} are allowed", reference.length,
                       kMaxIndexLength);
  if (reference.frames > kMaxIndexFrames)
    return fmt::format("the tree index has {} frames, and at most {} are allowed", reference.frames,
                       kMaxIndexFrames);
  return std::nullopt;
}

std::vector<IndexBlock> parse_block_list(std::string_view list, const IndexReference& reference) {
  ByteReader reader(list, "block list of the tree index");
  if (reference.list_offset < kIndexMagic.size() || reference.length < reference.list_offset ||
      list.size() != reference.length - reference.list_offset)
    reader.fail("its length is not the signed one");
  if (reader.byte() != 'L') reader.fail("of another kind");
  const std::uint64_t count = reader.varint(list.size() / 34);
  std::vector<IndexBlock> blocks;
  blocks.reserve(static_cast<std::size_t>(count));
  std::uint64_t offset = kIndexMagic.size();
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint8_t kind = reader.byte();
    if (kind != 'E' && kind != 'F') reader.fail("unknown kind of block");
    IndexBlock block{static_cast<IndexBlockKind>(kind), offset, 0, {}};
    if (kind == 'E' && !blocks.empty() && blocks.back().kind == IndexBlockKind::frames)
      reader.fail("entries after frames");
    block.length = static_cast<std::uint32_t>(reader.varint(kIndexBlockLimit));
    if (block.length < 2) reader.fail("an empty block");
    block.sha256 = Sha256Digest::from_bytes(reader.take(32));
    offset += block.length;
    blocks.push_back(block);
  }
  if (!reader.empty()) reader.fail("data after its end");
  if (offset != reference.list_offset) reader.fail("the blocks do not fill the index");
  return blocks;
}

EntryBlockReader::EntryBlockReader(std::string block, EntryCheck check)
    : block_(std::move(block)), check_(check) {
  at_ = block_.size() - open_block(block_, IndexBlockKind::entries, kEntryBlock).rest().size();
}

const TreeEntry* EntryBlockReader::next() {
  if (at_ == block_.size()) return nullptr;
  ByteReader reader(std::string_view(block_).substr(at_), kEntryBlock);
  parse_entry(reader, entry_, check_);
  at_ = block_.size() - reader.rest().size();
  return &entry_;
}

void EntryBlockReader::return_to(const Place& place) {
  at_ = place.at;
  entry_.path = place.path_before;
}

std::vector<TreeEntry> parse_entry_block(std::string_view block) {
  EntryBlockReader reader{std::string(block)};
  std::vector<TreeEntry> entries;
  while (const TreeEntry* entry = reader.next()) entries.push_back(*entry);
  return entries;
}

std::vector<Frame> parse_frame_block(std::string_view block) {
  ByteReader reader = open_block(block, IndexBlockKind::frames, "frame block of the tree index");
  std::vector<Frame> frames;
  while (!reader.empty()) {
    Frame frame;
    frame.content_length = static_cast<std::uint32_t>(reader.varint(kMaxFrameContent));
    frame.compressed_length = static_cast<std::uint32_t>(reader.varint(kMaxFrameCompressed));
    if (frame.content_length == 0 || frame.compressed_length == 0) reader.fail("an empty frame");
    frame.content_sha256 = Sha256Digest::from_bytes(reader.take(32));
    frame.compressed_sha256 = Sha256Digest::from_bytes(reader.take(32));
    frames.push_back(frame);
  }
  return frames;
}

void TreeOrderCheck::next(const TreeEntry& entry) {
  if (!previous_.empty() && compare_tree_paths(previous_, entry.path) >= 0)
    refuse("tree index: \"" + entry.path + "\" is a duplicate or not in order");
  const std::size_t slash = entry.path.rfind('/');
  const std::string_view parent =
      std::string_view(entry.path).substr(0, slash == std::string::npos ? 0 : slash);
  while (!open_directories_.empty() && open_directories_.back().size() > parent.size())
    open_directories_.pop_back();
  if (!parent.empty() && (open_directories_.empty() || open_directories_.back() != parent))
    refuse("tree index: the parent of \"" + entry.path + "\" is not an earlier directory");
  if (entry.type == EntryType::directory) open_directories_.push_back(entry.path);
  tar_length_ += tar_member_length(entry);
  if (tar_length_ > kMaxTarLength) refuse("tree index: the tree is too large");
  previous_ = entry.path;
}

}  // namespace switchback
