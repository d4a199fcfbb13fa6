#include <algorithm>
#include <stdexcept>

#include "base/errors.hpp"
#include "manifest-schema/tree_index.hpp"
#include "manifest-schema/varint.hpp"

namespace switchback {
namespace {

std::size_t common_prefix(std::string_view left, std::string_view right) {
  const std::size_t limit = std::min(left.size(), right.size());
  std::size_t length = 0;
  while (length < limit && left[length] == right[length]) ++length;
  return length;
}

std::string encode(const TreeEntry& entry, std::string_view previous_path) {
  const std::size_t shared = common_prefix(previous_path, entry.path);
  std::string out;
  append_varint(out, shared);
  append_varint(out, entry.path.size() - shared);
  out.append(entry.path, shared);
  append_varint(out, std::uint64_t{entry.mode} * 4 + static_cast<std::uint64_t>(entry.type));
  append_varint(out, entry.header_length / 512);
  if (entry.type == EntryType::file) {
    append_varint(out, entry.size);
    out.append(entry.sha256.view());
  } else if (entry.type == EntryType::symlink) {
    append_varint(out, entry.link_target.size());
    out.append(entry.link_target);
  }
  return out;
}

void append_frame(std::string& out, const Frame& frame) {
  append_varint(out, frame.content_length);
  append_varint(out, frame.compressed_length);
  out.append(frame.content_sha256.view());
  out.append(frame.compressed_sha256.view());
}

void validate_frame(const Frame& frame) {
  const bool content = frame.content_length > 0 && frame.content_length <= kMaxFrameContent;
  const bool compressed =
      frame.compressed_length > 0 && frame.compressed_length <= kMaxFrameCompressed;
  if (!content || !compressed) throw TrustError("trust-format", "a frame's length is out of range");
}

}  // namespace

IndexWriter::IndexWriter(Sink sink, IndexCut cut) : sink_(std::move(sink)), cut_(cut) {
  emit(kIndexMagic);
}

void IndexWriter::emit(std::string_view bytes) {
  file_hash_.update(bytes);
  written_ += bytes.size();
  sink_(bytes);
}

void IndexWriter::begin(IndexBlockKind kind) {
  kind_ = kind;
  previous_path_.clear();
  block_.assign(1, static_cast<char>(kind));
}

void IndexWriter::close_block() {
  if (block_.empty()) return;
  blocks_.push_back(
      {kind_, written_, static_cast<std::uint32_t>(block_.size()), Sha256::of(block_)});
  emit(block_);
  block_.clear();
}

void IndexWriter::add(const TreeEntry& entry) {
  if (frames_ != 0) throw std::logic_error("an index entry after the first frame");
  validate_tree_entry(entry);
  order_.next(entry);
  if (block_.empty()) begin(IndexBlockKind::entries);
  std::string encoded = encode(entry, previous_path_);
  if (block_.size() + encoded.size() > kIndexBlockLimit) {
    close_block();
    begin(IndexBlockKind::entries);
    encoded = encode(entry, {});
  }
  block_ += encoded;
  previous_path_ = entry.path;
  ++entries_;
  if (ends_index_block(cut_, block_.size(), cut_hash(entry.path))) close_block();
}

void IndexWriter::add(const Frame& frame) {
  validate_frame(frame);
  if (frames_++ == 0) close_block();
  constexpr std::size_t kMaxEncodedFrame = 8 + 64;
  if (block_.size() + kMaxEncodedFrame > kIndexBlockLimit) close_block();
  if (block_.empty()) begin(IndexBlockKind::frames);
  append_frame(block_, frame);
  if (ends_index_block(cut_, block_.size(), cut_hash(frame.content_sha256.view()))) close_block();
}

IndexReference IndexWriter::finish() {
  close_block();
  std::string list(1, 'L');
  append_varint(list, blocks_.size());
  for (const IndexBlock& block : blocks_) {
    list.push_back(static_cast<char>(block.kind));
    append_varint(list, block.length);
    list.append(block.sha256.view());
  }
  IndexReference reference;
  reference.list_offset = written_;
  reference.list_sha256 = Sha256::of(list);
  emit(list);
  reference.length = written_;
  reference.sha256 = file_hash_.finish();
  reference.entries = entries_;
  reference.frames = frames_;
  reference.cut = cut_;
  return reference;
}

}  // namespace switchback
