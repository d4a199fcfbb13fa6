#include "core/delta/rebuild_index.hpp"

#include <algorithm>
#include <stdexcept>

namespace switchback {
namespace {

// The walk lists what is made before it is copied: the hash at the same place belongs to it.
const Sha256Digest& hash_of(const std::vector<Sha256Digest>& made,
                            const std::vector<ProducedFile>& files, std::uint64_t ordinal) {
  const auto found = std::lower_bound(
      files.begin(), files.end(), ordinal,
      [](const ProducedFile& file, std::uint64_t wanted) { return file.ordinal < wanted; });
  const auto place = static_cast<std::size_t>(found - files.begin());
  if (found == files.end() || found->ordinal != ordinal || place >= made.size())
    throw std::logic_error("the hash of a made file is missing");
  return made[place];
}

}  // namespace

std::vector<ProducedFile> files_to_make(const IndexFile& old_index, const IndexChange& change,
                                        const std::stop_token& stop) {
  IndexChangeWalk walk(old_index, change, stop);
  while (walk.next() != nullptr) {
  }
  while (walk.next_frame()) {
  }
  return walk.made();
}

IndexReference rebuild_index(const IndexFile& old_index, const IndexChange& change,
                             const std::vector<Sha256Digest>& made, IndexCut cut,
                             IndexWriter::Sink sink, const std::stop_token& stop) {
  IndexWriter writer(std::move(sink), cut);
  IndexChangeWalk walk(old_index, change, stop);
  while (const NewEntry* next = walk.next()) {
    TreeEntry entry = next->entry;
    if (next->origin == Origin::made) entry.sha256 = hash_of(made, walk.made(), next->ordinal);
    if (next->origin == Origin::new_file) entry.sha256 = hash_of(made, walk.made(), next->source);
    writer.add(entry);
  }
  if (walk.made().size() != made.size())
    throw std::logic_error("a hash of what the delta does not make");
  while (const auto frame = walk.next_frame()) writer.add(*frame);
  return writer.finish();
}

}  // namespace switchback
