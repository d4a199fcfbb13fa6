// Copies what the slots hold of the next tree while something else makes the rest.
#pragma once

#include "updater/slots/large_files.hpp"
#include "updater/slots/staging_work.hpp"

namespace switchback {

class CopiesBeside {
 public:
  // Starts. All must outlive this; `comparison` says what is to be copied, and is of
  // `request.next`.
  CopiesBeside(const StagingRequest& request, TreeComparison& comparison, TreeWriter& writer);
  // Waits only for what is in hand.
  ~CopiesBeside();
  CopiesBeside(const CopiesBeside&) = delete;
  CopiesBeside& operator=(const CopiesBeside&) = delete;

  // Waits for all. What turned out to be damaged is marked to be fetched. StorageError,
  // Interrupted.
  void finish();

 private:
  const StagingRequest& request_;
  std::vector<LocalCopy> copies_;
  std::vector<LocalFrame> no_frames_;
  LargeFiles no_large_files_;
  StagingWork work_;
};

}  // namespace switchback
