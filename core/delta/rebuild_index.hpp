// The exact index file of the new release from the old one, once the made files' hashes are known.
#pragma once

#include <stop_token>
#include <vector>

#include "base/digest.hpp"
#include "core/delta/index_change_walk.hpp"

namespace switchback {

// What the delta makes, by ordinal: the first pass over its index change, before any content is
// there. Everything about the entries is checked here. Throws as IndexChangeWalk does.
std::vector<ProducedFile> files_to_make(const IndexFile& old_index, const IndexChange& change,
                                        const std::stop_token& stop = {});

// Writes the index to `sink`. Nothing of it may be used before the caller has compared the
// reference with the signed one: the change itself is not trusted. `made` has the hash of every
// file of files_to_make(), in that order; std::logic_error where it has more or fewer. `cut` is
// that of the signed reference. Throws as IndexChangeWalk and IndexWriter do.
IndexReference rebuild_index(const IndexFile& old_index, const IndexChange& change,
                             const std::vector<Sha256Digest>& made, IndexCut cut,
                             IndexWriter::Sink sink, const std::stop_token& stop = {});

}  // namespace switchback
