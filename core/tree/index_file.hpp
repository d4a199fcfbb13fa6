// A tree index on disk, read by blocks: never the whole file in memory, every block checked against
// the signed list each time it is read. Its entries are checked once, when it is opened: what has
// the same hash has the same entries. A million of them cost a few hundred KiB. Safe to read from
// several threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "manifest-schema/tree_index.hpp"

namespace switchback {

class IndexFile;
struct IndexSource;  // index_source.hpp

// Entries in order from some ordinal on. Stays valid when the IndexFile moves.
class EntryCursor {
 public:
  // Nothing at the end; the pointer is valid until the next call.
  const TreeEntry* next();
  // Of the entry next() returned last.
  std::uint64_t ordinal() const { return ordinal_; }

 private:
  friend class IndexFile;
  explicit EntryCursor(std::shared_ptr<const IndexSource> source, std::uint64_t ordinal);
  void open_next_block();

  std::shared_ptr<const IndexSource> source_;
  std::optional<EntryBlockReader> block_;
  std::size_t next_block_ = 0;
  std::uint64_t ordinal_ = 0;
  std::uint64_t next_ordinal_ = 0;
};

class IndexFile {
 public:
  // Checks the block list against `reference`, every block against the list, and the order of all
  // entries. TrustError("trust-length-or-hash" or "trust-format") where anything is wrong,
  // StorageError where it cannot be read, Interrupted.
  static IndexFile open(const std::filesystem::path& path, const IndexReference& reference,
                        const std::stop_token& stop = {});
  static IndexFile open(Descriptor file, const std::string& name, const IndexReference& reference,
                        const std::stop_token& stop = {});

  const IndexReference& reference() const;
  const std::vector<IndexBlock>& blocks() const;
  // One block's bytes, hash checked.
  std::string read_block(const IndexBlock& block) const;

  EntryCursor cursor() const { return cursor_at(0); }
  EntryCursor cursor_at(std::uint64_t ordinal) const;
  std::vector<Frame> load_frames() const;

 private:
  friend class EntryLookup;  // entry_lookup.hpp
  explicit IndexFile(std::shared_ptr<const IndexSource> source);
  std::shared_ptr<const IndexSource> source_;
};

}  // namespace switchback
