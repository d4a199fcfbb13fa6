#include "core/tree/previous_members.hpp"

#include <algorithm>
#include <cstring>

#include "core/tree/index_file.hpp"
#include "manifest-schema/tree_index_cut.hpp"

namespace switchback {
namespace {

std::uint64_t short_hash(const Sha256Digest& digest) {
  std::uint64_t value = 0;
  std::memcpy(&value, digest.bytes.data(), sizeof value);
  return value;
}

bool contains(const std::vector<std::uint64_t>& sorted, std::uint64_t value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

bool has_content(const TreeEntry& entry) {
  return entry.type == EntryType::file && entry.size != 0;
}

}  // namespace

PreviousMembers::PreviousMembers(const IndexFile& index) {
  const std::vector<Frame> frames = index.load_frames();
  auto frame = frames.begin();
  std::uint64_t frame_end = 0;
  std::uint64_t member_end = 0;
  auto cursor = index.cursor();
  while (const TreeEntry* entry = cursor.next()) {
    if (has_content(*entry)) contents_.push_back(short_hash(entry->sha256));
    member_end += tar_member_length(*entry);
    while (frame != frames.end() && frame_end < member_end) frame_end += (frame++)->content_length;
    if (frame_end == member_end) ends_.push_back(cut_hash(entry->path));
  }
  std::sort(contents_.begin(), contents_.end());
  std::sort(ends_.begin(), ends_.end());
}

MemberAge PreviousMembers::age_of(const TreeEntry& entry) const {
  if (has_content(entry) && !contains(contents_, short_hash(entry.sha256))) return MemberAge::fresh;
  return contains(ends_, cut_hash(entry.path)) ? MemberAge::kept_at_end : MemberAge::kept;
}

}  // namespace switchback
