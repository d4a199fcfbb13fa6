// Files that a delta makes, written into incoming/tree.
#pragma once

#include <cstdint>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "core/delta/apply_delta.hpp"
#include "core/tree/entry_lookup.hpp"
#include "core/tree/tree_writer.hpp"
#include "updater/slots/content_copy.hpp"
#include "updater/slots/draft_index.hpp"

namespace switchback {

// For one thread at a time. A file that is equal to a made one is written when that one is
// complete.
class StagedFiles : public MadeFiles {
 public:
  // Directories exist already. All three must outlive this object.
  StagedFiles(int tree_fd, TreeWriter& writer, const DraftIndex& draft, std::stop_token stop);

  void open(const ProducedFile& file) override;
  void write(std::uint32_t ordinal, std::string_view bytes) override;
  void close(std::uint32_t ordinal) override;
  void read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) override;

  std::uint64_t bytes_written() const { return bytes_written_; }

 private:
  void write_equal(const Descriptor& made, std::uint32_t ordinal);
  const Descriptor& readable(std::uint32_t ordinal);

  int tree_fd_;
  TreeWriter& writer_;
  ContentCopy content_copy_;
  EntryLookup entries_;
  std::vector<EqualFile> equal_;              // by the made one
  std::map<std::uint32_t, Descriptor> open_;  // not complete yet
  Descriptor last_read_;                      // a complete one
  std::uint32_t last_read_ordinal_ = 0;
  std::uint64_t bytes_written_ = 0;
  std::stop_token stop_;
};

}  // namespace switchback
