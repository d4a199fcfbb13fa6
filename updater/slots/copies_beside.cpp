#include "updater/slots/copies_beside.hpp"

#include "updater/slots/staged_tree.hpp"

namespace switchback {

CopiesBeside::CopiesBeside(const StagingRequest& request, TreeComparison& comparison,
                           TreeWriter& writer)
    : request_(request),
      copies_(remaining_copies(comparison)),
      no_large_files_(writer),
      work_(request, comparison, writer, no_large_files_) {
  if (!copies_.empty()) work_.start(copies_, no_frames_);
}

CopiesBeside::~CopiesBeside() {
  work_.stop();
  if (request_.bytes_written != nullptr) *request_.bytes_written += work_.bytes_written();
}

void CopiesBeside::finish() {
  work_.finish();
}

}  // namespace switchback
