#include "updater/slots/staging_round.hpp"

#include <cstdint>
#include <string>
#include <utility>

#include "base/errors.hpp"
#include "base/progress.hpp"

namespace switchback {
namespace {

// Reports downloaded bytes as they are handed on.
class DownloadMeter {
 public:
  DownloadMeter(Progress* progress, std::uint64_t total) : progress_(progress), total_(total) {
    report();
  }
  void add(std::uint64_t bytes) {
    done_ += bytes;
    report();
  }

 private:
  void report() {
    if (progress_ != nullptr && total_ != 0)
      progress_->report("download", done_, total_, ProgressUnit::bytes);
  }
  Progress* progress_;
  std::uint64_t total_;
  std::uint64_t done_ = 0;
};

void fetch_frames(PieceFetcher& fetcher, const StagingRequest& request,
                  const std::vector<std::size_t>& frames, StagingWork& work) {
  if (frames.empty()) return;
  std::vector<Piece> pieces;
  pieces.reserve(frames.size());
  std::uint64_t total = 0;
  for (const std::size_t number : frames) {
    pieces.push_back(request.frames->piece(number));
    total += pieces.back().length;
  }
  DownloadMeter meter(request.progress, total);
  fetcher.fetch_pieces(request.bundle_path, request.frames->bundle_length(), pieces,
                       [&](std::size_t index, std::string bytes) {
                         meter.add(bytes.size());
                         work.add_frame(frames[index], std::move(bytes));
                       });
}

// What arrived before a failure is still written, so that the next attempt does not fetch it again.
void fetch_or_keep(PieceFetcher& fetcher, const StagingRequest& request,
                   const std::vector<std::size_t>& frames, StagingWork& work) {
  try {
    fetch_frames(fetcher, request, frames, work);
  } catch (const FetchError&) {
    work.finish();
    throw;
  }
}

void count_written(const StagingRequest& request, const StagingWork& work) {
  if (request.bytes_written != nullptr) *request.bytes_written += work.bytes_written();
}

}  // namespace

void run_staging_round(PieceFetcher& fetcher, const StagingRequest& request,
                       const std::vector<LocalCopy>& copies, const Selection& selection,
                       StagingWork& work) {
  work.start(copies, selection.local);
  try {
    fetch_or_keep(fetcher, request, selection.fetch, work);
    work.finish();
  } catch (...) {
    work.stop();
    count_written(request, work);
    throw;
  }
  count_written(request, work);
}

}  // namespace switchback
