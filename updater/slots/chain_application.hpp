// Applies the deltas of a chain, one after the other.
#pragma once

#include <memory>
#include <vector>

#include "core/tree/entry_lookup.hpp"
#include "core/tree/tree_writer.hpp"
#include "updater/slots/delta_sources.hpp"
#include "updater/slots/delta_staging.hpp"
#include "updater/slots/side_files.hpp"

namespace switchback {

class ChainApplication {
 public:
  // All must outlive this object; the directories of `tree_fd` are made already.
  ChainApplication(const DeltaStaging& staging, TreeWriter& writer, int tree_fd);
  // Counts what was written, also after an error.
  ~ChainApplication();
  ChainApplication(const ChainApplication&) = delete;
  ChainApplication& operator=(const ChainApplication&) = delete;

  // Leaves the last index, durable or not, under its final name.
  void run();

 private:
  // The release after the delta of this number is exact by then: its index is the signed one.
  void pass(std::size_t number);
  void finish();
  void apply(std::size_t number, MadeFiles& made, const std::filesystem::path& index_path);
  void take_inherited();
  void copy_inherited(const InheritedFile& file);
  void move_inherited(const InheritedFile& file);

  const DeltaStaging& staging_;
  TreeWriter& writer_;
  int tree_fd_;
  DeltaSources slot_files_;
  std::vector<std::unique_ptr<SideFiles>> layers_;
  IndexFile index_;      // of the release before the next delta
  EntryLookup entries_;  // of the last release
  std::uint64_t bytes_written_ = 0;
};

}  // namespace switchback
