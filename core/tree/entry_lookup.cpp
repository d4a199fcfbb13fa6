#include "core/tree/entry_lookup.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/tree/index_source.hpp"

namespace switchback {
namespace {

// Files that are similar lie in different folders: a delta names entries of the same few blocks by
// turns.
constexpr std::size_t kBlocks = 16;
// So many entries are parsed at most to come to one, and a block of 64 KiB has 40 places.
constexpr std::uint64_t kStride = 32;

}  // namespace

EntryLookup::EntryLookup(const IndexFile& index) : source_(index.source_) {}

EntryLookup::Block& EntryLookup::block(std::size_t number) {
  const auto known = std::find_if(blocks_.begin(), blocks_.end(),
                                  [&](const Block& block) { return block.number == number; });
  if (known != blocks_.end()) {
    blocks_.splice(blocks_.begin(), blocks_, known);
    return blocks_.front();
  }
  EntryBlockReader reader(source_->read(source_->blocks.at(number)), EntryCheck::done_before);
  if (blocks_.size() == kBlocks) blocks_.pop_back();
  blocks_.push_front({number, std::move(reader), 0, {}});
  return blocks_.front();
}

// Back to a place before it, or on from where it is, whichever is nearer.
void EntryLookup::go_to(Block& block, std::uint64_t wanted) {
  const std::uint64_t stride =
      std::min<std::uint64_t>(wanted / kStride, std::max<std::size_t>(block.places.size(), 1) - 1);
  const bool is_behind = wanted < block.next || block.next < stride * kStride;
  if (is_behind && !block.places.empty()) {
    block.reader.return_to(block.places[static_cast<std::size_t>(stride)]);
    block.next = stride * kStride;
  }
  while (block.next <= wanted) {
    if (block.next == block.places.size() * kStride) block.places.push_back(block.reader.place());
    if (block.reader.next() == nullptr) throw std::out_of_range("no entry of that ordinal");
    ++block.next;
  }
}

const TreeEntry& EntryLookup::at(std::uint64_t ordinal) {
  const std::size_t number = source_->block_of(ordinal);
  Block& found = block(number);
  const std::uint64_t wanted = ordinal - source_->first_ordinals[number];
  if (wanted + 1 != found.next) go_to(found, wanted);
  return found.reader.entry();
}

}  // namespace switchback
