#include "core/delta/rebuild_index.hpp"

#include <algorithm>
#include <stdexcept>

namespace switchback {
namespace {

const Sha256Digest& hash_of(const std::vector<MadeFile>& made, std::uint64_t ordinal) {
  const auto found = std::lower_bound(
      made.begin(), made.end(), ordinal,
      [](const MadeFile& file, std::uint64_t wanted) { return file.file.ordinal < wanted; });
  if (found == made.end() || found->file.ordinal != ordinal)
    throw std::logic_error("the hash of a made file is missing");
  return found->sha256;
}

}  // namespace

std::vector<ProducedFile> files_to_make(const IndexFile& old_index, const IndexChange& change) {
  IndexChangeWalk walk(old_index, change);
  while (walk.next() != nullptr) {
  }
  while (walk.next_frame()) {
  }
  return walk.made();
}

IndexReference rebuild_index(const IndexFile& old_index, const IndexChange& change,
                             const std::vector<MadeFile>& made, IndexWriter::Sink sink) {
  IndexWriter writer(std::move(sink));
  IndexChangeWalk walk(old_index, change);
  while (const NewEntry* next = walk.next()) {
    TreeEntry entry = next->entry;
    if (next->origin == Origin::made) entry.sha256 = hash_of(made, next->ordinal);
    if (next->origin == Origin::new_file) entry.sha256 = hash_of(made, next->source);
    writer.add(entry);
  }
  while (const auto frame = walk.next_frame()) writer.add(*frame);
  return writer.finish();
}

}  // namespace switchback
