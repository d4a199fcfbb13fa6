#include "core/delta/index_change_walk.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/errors.hpp"

namespace switchback {
namespace {

[[noreturn]] void refuse(const std::string& reason) {
  throw TrustError("trust-format", "index change of the delta: " + reason);
}

}  // namespace

IndexChangeWalk::IndexChangeWalk(const IndexFile& old_index, const IndexChange& change,
                                 std::stop_token stop)
    : old_index_(old_index),
      change_(change),
      old_(old_index.cursor()),
      lookup_(old_index),
      stop_(std::move(stop)) {}

bool IndexChangeWalk::load_segment() {
  if (reader_) reader_->finish();
  if (next_segment_ == change_.segments) return false;
  reader_ = std::make_unique<IndexChangeReader>(change_.read(next_segment_));
  ++next_segment_;
  if (!reader_->more_entries() && !reader_->more_frames()) refuse("an empty segment");
  return true;
}

// Entries end where the first frame step or the last segment does.
bool IndexChangeWalk::next_steps() {
  while (!reader_ || !reader_->more_entries()) {
    if (reader_ && reader_->more_frames()) return false;
    if (!load_segment()) return false;
  }
  steps_ = reader_->entry_steps();
  return true;
}

const TreeEntry& IndexChangeWalk::next_old() {
  const TreeEntry* entry = old_.next();
  if (entry == nullptr) refuse("it goes on after the last entry of the old index");
  return *entry;
}

const NewEntry* IndexChangeWalk::next() {
  if (in_frames_) return nullptr;
  do {
    if (steps_.count == 0 && !next_steps()) {
      if (old_.next() != nullptr) refuse("it does not reach the end of the old index");
      in_frames_ = true;
      return nullptr;
    }
    if (stop_.stop_requested()) throw Interrupted();
    --steps_.count;
    if (steps_.kind == IndexStep::drop) next_old();
  } while (steps_.kind == IndexStep::drop);
  if (count_ == std::numeric_limits<std::uint32_t>::max()) refuse("too many entries");
  current_.ordinal = count_++;
  if (steps_.kind == IndexStep::keep) take_keep();
  if (steps_.kind == IndexStep::change) take_change();
  if (steps_.kind == IndexStep::insert) take_insert();
  order_.next(current_.entry);
  return &current_;
}

void IndexChangeWalk::take_keep() {
  current_.entry = next_old();
  current_.origin = Origin::same;
  current_.source = old_.ordinal();
}

void IndexChangeWalk::take_change() {
  const TreeEntry& before = next_old();
  EntryChange change = reader_->change(before);
  current_.entry = std::move(change.entry);
  current_.source = old_.ordinal();
  place_content(change);
  validate_tree_entry(current_.entry);
}

void IndexChangeWalk::take_insert() {
  EntryChange change = reader_->insert(count_ == 1 ? std::string() : current_.entry.path);
  current_.entry = std::move(change.entry);
  place_content(change);
  validate_tree_entry(current_.entry);
}

void IndexChangeWalk::place_content(const EntryChange& change) {
  current_.origin = change.origin;
  TreeEntry& entry = current_.entry;
  if (change.origin == Origin::made)
    made_.push_back({static_cast<std::uint32_t>(current_.ordinal), entry.size});
  if (change.origin != Origin::old_file && change.origin != Origin::new_file) return;
  current_.source = change.origin_ordinal;
  if (change.origin == Origin::new_file) {
    entry.size = made_size(change.origin_ordinal);
    return;
  }
  if (change.origin_ordinal >= old_index_.reference().entries)
    refuse("a copy of an entry that the old index does not have");
  const TreeEntry& source = lookup_.at(change.origin_ordinal);
  if (source.type != EntryType::file) refuse("a copy of what is not a file");
  entry.size = source.size;
  entry.sha256 = source.sha256;
}

std::uint64_t IndexChangeWalk::made_size(std::uint64_t ordinal) const {
  const auto found = std::lower_bound(
      made_.begin(), made_.end(), ordinal,
      [](const ProducedFile& file, std::uint64_t wanted) { return file.ordinal < wanted; });
  if (found == made_.end() || found->ordinal != ordinal)
    refuse("a copy of a new file that the delta does not make before");
  return found->size;
}

bool IndexChangeWalk::next_frame_steps() {
  while (!reader_ || !reader_->more_frames()) {
    if (!load_segment()) return false;
    if (reader_->more_entries()) refuse("entries after frames");
  }
  steps_ = reader_->frame_steps();
  return true;
}

std::optional<Frame> IndexChangeWalk::next_frame() {
  if (old_frames_.empty() && next_old_frame_ == 0) old_frames_ = old_index_.load_frames();
  while (true) {
    if (steps_.count == 0 && !next_frame_steps()) {
      if (next_old_frame_ != old_frames_.size()) refuse("it does not reach the last old frame");
      return std::nullopt;
    }
    if (stop_.stop_requested()) throw Interrupted();
    --steps_.count;
    if (steps_.kind == IndexStep::insert) return reader_->frame();
    if (next_old_frame_ == old_frames_.size()) refuse("it goes on after the last old frame");
    const Frame& frame = old_frames_[next_old_frame_++];
    if (steps_.kind == IndexStep::keep) return frame;
  }
}

}  // namespace switchback
