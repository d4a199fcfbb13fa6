// The workers behind TreeStaging: two threads that decode frames, copy local content and write
// files into incoming/tree.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/bounded_queue.hpp"
#include "core/tree/entry_lookup.hpp"
#include "core/tree/frame_decoder.hpp"
#include "core/tree/tree_writer.hpp"
#include "updater/slots/content_copy.hpp"
#include "updater/slots/large_files.hpp"
#include "updater/slots/staging.hpp"

namespace switchback {

class StagingWork {
 public:
  StagingWork(const StagingRequest& request, TreeComparison& comparison, TreeWriter& writer,
              LargeFiles& large_files);
  ~StagingWork();

  // Starts the workers on `copies` and `local_frames`, which they take while no downloaded frame
  // waits.
  void start(const std::vector<LocalCopy>& copies, const std::vector<LocalFrame>& local_frames);
  // Hands over a downloaded frame, hash already verified; blocks while the workers are behind.
  void add_frame(std::size_t frame, std::string bytes);
  // Waits for all work; throws the first error of a worker.
  void finish();
  // Waits only for what the workers have in hand and drops the rest.
  void stop();

  // True where a local source turned out to be damaged: its content has to be downloaded after all.
  bool has_failed_sources() const { return failed_sources_; }
  // Frames of large files that are in place; call after finish().
  const std::vector<std::size_t>& placed_frames() const { return placed_frames_; }
  // Exact after finish() or stop().
  std::uint64_t bytes_written() const { return bytes_written_; }

 private:
  struct FrameJob {
    std::size_t frame = 0;
    std::string bytes;
  };
  struct Worker {
    explicit Worker(const StagingRequest& request);
    EntryLookup& source(Slot slot);

    FrameDecoder decoder;
    std::string buffer;
    EntryLookup next;                                   // entries of the new tree
    std::vector<std::pair<Slot, EntryLookup>> sources;  // entries of the slots
  };
  void work();
  bool take_local_work(Worker& worker);
  void write_frame(Worker& worker, const FrameJob& job);
  void write_part(std::size_t frame, const FilePart& part, std::string_view content);
  void copy_file(Worker& worker, const LocalCopy& copy);
  bool copy_content(Worker& worker, const LocalCopy& copy, const TreeEntry& entry);
  void copy_frame(Worker& worker, const LocalFrame& local);
  void fail(std::exception_ptr error);
  const SlotImage& slot(Slot slot) const;
  // A downloaded frame may hold a file that another worker copies at the same time.
  Disposition disposition(std::uint64_t ordinal) const;
  void settle(std::uint64_t ordinal, Disposition disposition);

  const StagingRequest& request_;
  TreeComparison& comparison_;
  TreeWriter& writer_;
  LargeFiles& large_files_;
  ContentCopy content_copy_;
  BoundedQueue<FrameJob> queue_;
  const std::vector<LocalCopy>* copies_ = nullptr;
  const std::vector<LocalFrame>* local_frames_ = nullptr;
  std::atomic<std::size_t> next_copy_{0};
  std::atomic<std::size_t> next_local_frame_{0};
  std::atomic<std::uint64_t> bytes_written_{0};
  std::atomic<bool> failed_sources_{false};
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::exception_ptr error_;
  std::vector<std::size_t> placed_frames_;
  std::vector<std::jthread> threads_;
};

}  // namespace switchback
