#include "updater/slots/delta_staging.hpp"

#include <fcntl.h>

#include <exception>
#include <thread>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "updater/slots/chain_application.hpp"
#include "updater/slots/copies_beside.hpp"
#include "updater/slots/disk_tree.hpp"
#include "updater/slots/staged_tree.hpp"

namespace switchback {
namespace {

void close_all(const DeltaStaging& staging) {
  for (const DeltaStep& step : staging.steps) step.delta->close();
}

// One after the other, as they are applied.
void fetch_all(const DeltaStaging& staging, PieceFetcher& fetcher) {
  std::uint64_t total = 0;
  for (const DeltaStep& step : staging.steps) total += step.delta->missing_bytes();
  std::uint64_t done = 0;
  const auto arrived = [&](std::uint64_t bytes) {
    done += bytes;
    if (staging.progress != nullptr)
      staging.progress->report("download", done, total, ProgressUnit::bytes);
  };
  if (total != 0) arrived(0);
  for (const DeltaStep& step : staging.steps) step.delta->fetch_rest(fetcher, arrived);
}

[[noreturn]] void raise(const std::exception_ptr& applying, const std::exception_ptr& fetching) {
  try {
    std::rethrow_exception(applying);
  } catch (const Interrupted&) {
    // Perhaps only because no more came.
    if (fetching) std::rethrow_exception(fetching);
    throw;
  }
}

// A thread applies while the calling one fetches; either ends the other.
void fetch_and_apply(const DeltaStaging& staging, TreeWriter& writer, int tree_fd,
                     PieceFetcher& fetcher) {
  std::exception_ptr applying;
  std::exception_ptr fetching;
  std::jthread worker([&] {
    try {
      ChainApplication(staging, writer, tree_fd).run();
    } catch (...) {
      applying = std::current_exception();
      close_all(staging);
    }
  });
  try {
    fetch_all(staging, fetcher);
  } catch (...) {
    fetching = std::current_exception();
    close_all(staging);
  }
  worker.join();
  if (applying) raise(applying, fetching);
}

void mark_staged(const DeltaStaging& staging, TreeComparison& comparison) {
  for (const std::uint32_t ordinal : staging.draft->made)
    comparison.dispositions[ordinal] = Disposition::staged;
  for (const EqualFile& file : staging.draft->equal)
    comparison.dispositions[file.ordinal] = Disposition::staged;
  if (staging.inherited == nullptr) return;
  for (const InheritedFile& file : *staging.inherited)
    comparison.dispositions[file.ordinal] = Disposition::staged;
}

void remove_side_folders(const DeltaStaging& staging, int incoming_fd) {
  for (std::size_t i = 1; i < staging.steps.size(); ++i)
    remove_beneath(incoming_fd, side_folder_name(i));
}

StagingRequest copying_request(const DeltaStaging& staging) {
  StagingRequest request;
  request.next = &staging.draft->index;
  request.slots = staging.slots;
  request.layout = staging.layout;
  request.stop = staging.stop;
  request.bytes_written = staging.bytes_written;
  return request;
}

// A copy of what a slot holds needs no hash that only the delta knows, so it does not wait for it.
IndexFile make_and_copy(const DeltaStaging& staging, TreeComparison& comparison,
                        PieceFetcher& fetcher) {
  const Descriptor tree = open_incoming_tree(*staging.layout);
  TreeWriter writer(tree.get());
  make_directories(staging.draft->index, staging.whole_tree, comparison, writer);
  mark_staged(staging, comparison);
  const StagingRequest copying = copying_request(staging);
  CopiesBeside copies(copying, comparison, writer);
  fetch_and_apply(staging, writer, tree.get(), fetcher);
  IndexFile index = IndexFile::open(staging.layout->incoming_index(), staging.steps.back().expected,
                                    staging.stop);
  copies.finish();
  return index;
}

}  // namespace

IndexFile stage_by_delta(const DeltaStaging& staging, TreeComparison& comparison,
                         PieceFetcher& fetcher) {
  const Descriptor incoming =
      open_file(staging.layout->incoming(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  remove_beneath(incoming.get(), "tree");
  remove_side_folders(staging, incoming.get());
  const std::vector<Disposition> before = comparison.dispositions;
  try {
    IndexFile index = make_and_copy(staging, comparison, fetcher);
    remove_side_folders(staging, incoming.get());
    return index;
  } catch (...) {
    comparison.dispositions = before;
    throw;
  }
}

}  // namespace switchback
