// Whether entries of a slot are on disk what its index says, looked at by several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "manifest-schema/tree_entry.hpp"
#include "updater/slots/comparison.hpp"
#include "updater/slots/fingerprints.hpp"
#include "updater/slots/ordered_work.hpp"

namespace switchback {

struct ScannedEntry {
  TreeEntry entry;
  Fingerprint fingerprint;  // the recorded one; renewed where the file had to be hashed
  bool listed = false;      // the slot's index has the same; others are not looked at
  bool intact = false;      // so is the disk
};

class SlotScan {
 public:
  using Settle = std::function<void(const ScannedEntry&)>;

  // Calls `settle` for each entry, in their order and in the calling thread. `tree_fd` and `settle`
  // must outlive the scan.
  SlotScan(int tree_fd, KeepRule rule, const Settle& settle, std::stop_token stop);

  // Both throw StorageError, Interrupted and what `settle` throws.
  void add(ScannedEntry entry);
  void finish();

 private:
  struct Batch {
    std::vector<ScannedEntry> entries;
    std::uint64_t listed = 0;
    std::uint64_t bytes = 0;  // of the listed ones
  };
  OrderedWork<Batch>::Work look() const;
  void hand_over();
  void settle(const Batch& batch);

  int tree_fd_;
  KeepRule rule_;
  Settle settle_;
  std::stop_token stop_;
  Batch batch_;
  OrderedWork<Batch> work_;
};

}  // namespace switchback
