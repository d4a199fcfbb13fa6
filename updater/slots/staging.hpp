// Fills incoming/: every file of the next tree that the slot to be rebuilt does not hold, verified
// and durable, before that slot is touched. Resumable: whatever an earlier run left there and still
// has the right hash is kept. Three kinds of work overlap: the calling thread downloads, two
// workers decode, hash, copy and write.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/progress.hpp"
#include "core/transport/fetcher.hpp"
#include "updater/slots/comparison.hpp"
#include "updater/slots/frame_map.hpp"
#include "updater/slots/selection.hpp"

namespace switchback {

struct StagingRequest {
  const IndexFile* next = nullptr;
  const FrameMap* frames = nullptr;
  std::vector<const SlotImage*> slots;  // where local content may be copied from
  const Layout* layout = nullptr;
  bool local_frames = true;  // look for frames of large files in the slots
  bool whole_tree = false;   // the slot is empty: incoming/tree becomes the slot by one rename
  std::string bundle_path;   // of the bundle in the repository
  std::stop_token stop;
  Progress* progress = nullptr;
  // Grows by the content that run() writes, also where it throws; nullptr: nobody counts.
  std::uint64_t* bytes_written = nullptr;
};

// What incoming/tree holds of the next tree already.
struct PresentContent {
  std::uint64_t files = 0;  // complete ones
  std::uint64_t bytes = 0;  // in them, and in frames of files that are not complete
};

class TreeStaging {
 public:
  // `comparison` is updated as content turns out to be present, missing or damaged.
  TreeStaging(StagingRequest request, TreeComparison& comparison);

  // Marks what incoming/tree already holds and removes what is of no use there; call before run()
  // where an earlier attempt may have left something. What is marked stays so in the comparison:
  // repeating this costs no second hash.
  void resume();
  // The same without touching the disk: for a plan that must change nothing.
  void foresee();

  // What run() will download.
  Selection select() const;
  // What resume() or foresee() found.
  PresentContent present() const { return present_; }

  // Copies, downloads and writes all that is missing, then makes it durable. A local source that
  // turns out to be damaged is downloaded instead. After a StorageError the content written so far
  // must be discarded, never synced again.
  void run(PieceFetcher& fetcher);

 private:
  struct PartialFile {
    std::uint64_t bytes = 0;
    std::size_t last_frame = 0;
  };
  void look(int tree_fd, bool remove_useless);
  void find_present_frames(int tree_fd, const std::vector<std::uint64_t>& incomplete);
  void add_partial_file(std::uint64_t ordinal, PartialFile present);

  StagingRequest request_;
  TreeComparison& comparison_;
  PresentContent present_;
  std::vector<bool> present_frames_;  // frames of incomplete large files that are already in place
  std::vector<std::pair<std::uint64_t, std::uint64_t>> partial_files_;  // ordinal, bytes present
};

}  // namespace switchback
