#include "core/delta/encode/index_difference.hpp"

#include <cstring>
#include <limits>
#include <stdexcept>
#include <unordered_map>

#include "core/tree/index_pairs.hpp"
#include "manifest-schema/index_change.hpp"

namespace switchback {
namespace {

// Far below kMaxIndexSegmentBody, so that one entry more does not matter.
constexpr std::size_t kSegmentTarget = 6 * 1024 * 1024;

struct DigestHash {
  std::size_t operator()(const Sha256Digest& digest) const {
    std::size_t value = 0;
    std::memcpy(&value, digest.bytes.data(), sizeof value);
    return value;
  }
};

using Ordinals = std::unordered_map<Sha256Digest, std::uint64_t, DigestHash>;

class Comparison {
 public:
  Comparison(const IndexFile& old_index, const IndexFile& new_index)
      : old_index_(old_index), new_index_(new_index) {
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
    if (old_index.reference().entries >= kMost || new_index.reference().entries >= kMost)
      throw std::logic_error("a tree has too many entries for a delta");
  }

  IndexDifference run() {
    auto cursor = old_index_.cursor();
    while (const TreeEntry* entry = cursor.next())
      if (entry->type == EntryType::file) old_files_.try_emplace(entry->sha256, cursor.ordinal());
    entries();
    frames();
    if (!writer_.empty()) result_.segments.push_back(writer_.finish());
    return std::move(result_);
  }

 private:
  void entries() {
    for_each_pair(old_index_, new_index_,
                  [&](const TreeEntry* before, const TreeEntry* after, std::uint64_t ordinal) {
                    if (after == nullptr)
                      writer_.drop();
                    else if (before == nullptr)
                      insert(*after, ordinal);
                    else
                      both(*before, *after, ordinal);
                    if (after != nullptr) previous_path_ = after->path;
                    if (writer_.length() > kSegmentTarget)
                      result_.segments.push_back(writer_.finish());
                  });
  }

  void both(const TreeEntry& before, const TreeEntry& after, std::uint64_t ordinal) {
    if (before == after) return writer_.keep();
    if (before.type != after.type) {
      writer_.drop();
      return insert(after, ordinal);
    }
    EntryChange change = content_of(after, ordinal);
    if (before.sha256 == after.sha256) change.origin = Origin::same;
    change.new_mode = before.mode != after.mode;
    change.new_header_length = before.header_length != after.header_length;
    change.new_target = before.link_target != after.link_target;
    if (change.origin == Origin::made) to_make(after, ordinal);
    writer_.change(before, change);
  }

  void insert(const TreeEntry& entry, std::uint64_t ordinal) {
    const EntryChange change = content_of(entry, ordinal);
    if (change.origin == Origin::made) to_make(entry, ordinal);
    writer_.insert(previous_path_, change);
  }

  EntryChange content_of(const TreeEntry& entry, std::uint64_t ordinal) const {
    EntryChange change;
    change.entry = entry;
    if (entry.type != EntryType::file) return change;
    change.origin = Origin::made;
    change.origin_ordinal = ordinal;
    if (const auto old = old_files_.find(entry.sha256); old != old_files_.end()) {
      change.origin = Origin::old_file;
      change.origin_ordinal = old->second;
    } else if (const auto made = made_.find(entry.sha256); made != made_.end()) {
      change.origin = Origin::new_file;
      change.origin_ordinal = made->second;
    }
    return change;
  }

  void to_make(const TreeEntry& entry, std::uint64_t ordinal) {
    made_.emplace(entry.sha256, ordinal);
    result_.files.push_back(
        {{static_cast<std::uint32_t>(ordinal), entry.size}, entry.path, entry.sha256});
  }

  // Frames are found again by their compressed bytes; those that only moved within the bundle stay
  // in order, because content is.
  void frames() {
    const std::vector<Frame> before = old_index_.load_frames();
    std::unordered_map<Sha256Digest, std::size_t, DigestHash> places;
    for (std::size_t i = 0; i < before.size(); ++i)
      places.insert_or_assign(before[i].compressed_sha256, i);
    std::size_t next = 0;
    for (const Frame& frame : new_index_.load_frames()) {
      const auto found = places.find(frame.compressed_sha256);
      if (found == places.end() || found->second < next || before[found->second] != frame) {
        writer_.insert_frame(frame);
      } else {
        for (; next < found->second; ++next) writer_.drop_frame();
        writer_.keep_frame();
        ++next;
      }
      if (writer_.length() > kSegmentTarget) result_.segments.push_back(writer_.finish());
    }
    for (; next < before.size(); ++next) writer_.drop_frame();
  }

  const IndexFile& old_index_;
  const IndexFile& new_index_;
  Ordinals old_files_;
  Ordinals made_;
  std::string previous_path_;
  IndexChangeWriter writer_;
  IndexDifference result_;
};

}  // namespace

IndexDifference compare_indexes(const IndexFile& old_index, const IndexFile& new_index) {
  return Comparison(old_index, new_index).run();
}

}  // namespace switchback
