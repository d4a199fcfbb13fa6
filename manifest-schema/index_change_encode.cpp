#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "manifest-schema/index_change.hpp"
#include "manifest-schema/packed.hpp"

namespace switchback {

using namespace index_column;

void IndexChangeWriter::close(Run& run, std::size_t column) {
  if (run.count == 0) return;
  append_varint(columns_[column], run.count * 4 + static_cast<std::uint64_t>(run.kind));
  run.count = 0;
}

void IndexChangeWriter::step(Run& run, std::size_t column, IndexStep kind) {
  if (run.kind != kind) close(run, column);
  run.kind = kind;
  ++run.count;
}

void IndexChangeWriter::keep() {
  step(entries_, kSteps, IndexStep::keep);
}
void IndexChangeWriter::drop() {
  step(entries_, kSteps, IndexStep::drop);
}
void IndexChangeWriter::keep_frame() {
  step(frames_, kFrameSteps, IndexStep::keep);
}
void IndexChangeWriter::drop_frame() {
  step(frames_, kFrameSteps, IndexStep::drop);
}

void IndexChangeWriter::insert_frame(const Frame& frame) {
  step(frames_, kFrameSteps, IndexStep::insert);
  std::string& out = columns_[kFrames];
  append_varint(out, frame.content_length);
  append_varint(out, frame.compressed_length);
  out += frame.content_sha256.view();
  out += frame.compressed_sha256.view();
}

void IndexChangeWriter::origin(const EntryChange& change) {
  if (change.origin != Origin::old_file && change.origin != Origin::new_file) return;
  append_varint(columns_[kOrigins], near_code(next_origin_, change.origin_ordinal));
  next_origin_ = change.origin_ordinal + 1;
}

void IndexChangeWriter::change(const TreeEntry& before, const EntryChange& change) {
  step(entries_, kSteps, IndexStep::change);
  std::uint8_t flags = static_cast<std::uint8_t>(change.origin);
  if (change.new_mode) flags |= kNewMode;
  if (change.new_header_length) flags |= kNewHeaderLength;
  if (change.new_target) flags |= kNewTarget;
  columns_[kChanges].push_back(static_cast<char>(flags));
  if (change.new_mode) append_varint(columns_[kAttributes], change.entry.mode);
  if (change.new_header_length)
    append_varint(columns_[kAttributes], change.entry.header_length / 512);
  if (change.origin == Origin::made)
    append_varint(columns_[kSizes], near_code(before.size, change.entry.size));
  origin(change);
  if (!change.new_target) return;
  append_varint(columns_[kTargets], change.entry.link_target.size());
  columns_[kTargets] += change.entry.link_target;
}

void IndexChangeWriter::insert(std::string_view previous_path, const EntryChange& change) {
  step(entries_, kSteps, IndexStep::insert);
  const TreeEntry& entry = change.entry;
  const std::string_view path = entry.path;
  const auto [end, unused] =
      std::mismatch(path.begin(), path.end(), previous_path.begin(), previous_path.end());
  const auto shared = static_cast<std::size_t>(end - path.begin());
  append_varint(columns_[kPaths], shared);
  append_varint(columns_[kPaths], path.size() - shared);
  columns_[kPaths] += path.substr(shared);
  append_varint(columns_[kAttributes],
                std::uint64_t{entry.mode} * 4 + static_cast<std::uint64_t>(entry.type));
  append_varint(columns_[kAttributes], entry.header_length / 512);
  if (entry.type == EntryType::symlink) {
    append_varint(columns_[kTargets], entry.link_target.size());
    columns_[kTargets] += entry.link_target;
  }
  if (entry.type != EntryType::file) return;
  columns_[kChanges].push_back(static_cast<char>(change.origin));
  if (change.origin == Origin::made) append_varint(columns_[kSizes], near_code(0, entry.size));
  origin(change);
}

std::size_t IndexChangeWriter::length() const {
  return std::accumulate(
             columns_.begin(), columns_.end(), std::size_t{0},
             [](std::size_t sum, const std::string& column) { return sum + column.size(); }) +
         (entries_.count != 0 ? 1 : 0) + (frames_.count != 0 ? 1 : 0);
}

std::string IndexChangeWriter::finish() {
  close(entries_, kSteps);
  close(frames_, kFrameSteps);
  std::string body;
  for (std::string& column : columns_) {
    append_varint(body, column.size());
    body += column;
    column.clear();
  }
  next_origin_ = 0;
  std::string packed = pack(body);
  if (body.size() > kMaxIndexSegmentBody || packed.size() > kMaxIndexSegment)
    throw std::logic_error("a segment of an index change is too long");
  return packed;
}

}  // namespace switchback
