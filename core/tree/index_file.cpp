#include "core/tree/index_file.hpp"

#include <fcntl.h>

#include <utility>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/tree/index_source.hpp"

namespace switchback {

EntryCursor::EntryCursor(std::shared_ptr<const IndexSource> source, std::uint64_t ordinal)
    : source_(std::move(source)), next_ordinal_(ordinal) {
  if (ordinal >= source_->reference.entries) {
    next_block_ = source_->entry_blocks;
    return;
  }
  next_block_ = source_->block_of(ordinal);
  open_next_block();
  for (auto before = source_->first_ordinals[next_block_ - 1]; before < ordinal; ++before)
    block_->next();
}

void EntryCursor::open_next_block() {
  block_.emplace(source_->read(source_->blocks[next_block_]), EntryCheck::done_before);
  ++next_block_;
}

const TreeEntry* EntryCursor::next() {
  const TreeEntry* entry = block_ ? block_->next() : nullptr;
  while (entry == nullptr) {
    if (next_block_ >= source_->entry_blocks) return nullptr;
    open_next_block();
    entry = block_->next();
  }
  ordinal_ = next_ordinal_++;
  return entry;
}

namespace {

void load_block_list(IndexSource& source) {
  const IndexReference& reference = source.reference;
  const auto size = static_cast<std::uint64_t>(stat_of(source.file.get(), source.name).st_size);
  if (size != reference.length || reference.list_offset >= size)
    throw TrustError("trust-length-or-hash", source.name + " has not the signed length");
  if (pread_exact(source.file.get(), kIndexMagic.size(), 0, source.name) != kIndexMagic)
    throw TrustError("trust-length-or-hash", source.name + " is not a tree index");
  const std::string list =
      pread_exact(source.file.get(), static_cast<std::size_t>(size - reference.list_offset),
                  reference.list_offset, source.name);
  if (Sha256::of(list) != reference.list_sha256)
    throw TrustError("trust-length-or-hash",
                     source.name + ": the block list is not the signed one");
  source.blocks = parse_block_list(list, reference);
}

// Reads every entry block once: counts, and checks the order over all of them.
void check_entries(IndexSource& source, const std::stop_token& stop) {
  TreeOrderCheck order;
  std::uint64_t count = 0;
  for (const auto& block : source.blocks) {
    if (block.kind != IndexBlockKind::entries) break;
    if (stop.stop_requested()) throw Interrupted();
    source.first_ordinals.push_back(count);
    ++source.entry_blocks;
    EntryBlockReader entries(source.read(block));
    while (const TreeEntry* entry = entries.next()) {
      order.next(*entry);
      ++count;
    }
  }
  if (count != source.reference.entries)
    throw TrustError("trust-format", source.name + " does not hold the signed number of entries");
}

}  // namespace

IndexFile::IndexFile(std::shared_ptr<const IndexSource> source) : source_(std::move(source)) {}

IndexFile IndexFile::open(const std::filesystem::path& path, const IndexReference& reference,
                          const std::stop_token& stop) {
  return open(open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK), path.string(), reference, stop);
}

IndexFile IndexFile::open(Descriptor file, const std::string& name, const IndexReference& reference,
                          const std::stop_token& stop) {
  auto source = std::make_shared<IndexSource>();
  source->file = std::move(file);
  source->name = name;
  source->reference = reference;
  load_block_list(*source);
  check_entries(*source, stop);
  return IndexFile(std::move(source));
}

const IndexReference& IndexFile::reference() const {
  return source_->reference;
}
const std::vector<IndexBlock>& IndexFile::blocks() const {
  return source_->blocks;
}
std::string IndexFile::read_block(const IndexBlock& block) const {
  return source_->read(block);
}

EntryCursor IndexFile::cursor_at(std::uint64_t ordinal) const {
  return EntryCursor(source_, ordinal);
}

std::vector<Frame> IndexFile::load_frames() const {
  std::vector<Frame> frames;
  for (const auto& block : source_->blocks) {
    if (block.kind != IndexBlockKind::frames) continue;
    auto part = parse_frame_block(source_->read(block));
    frames.insert(frames.end(), part.begin(), part.end());
  }
  if (frames.size() != source_->reference.frames)
    throw TrustError("trust-format", source_->name + " does not hold the signed number of frames");
  return frames;
}

}  // namespace switchback
