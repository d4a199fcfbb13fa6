#include "updater/slots/delta_staging.hpp"

#include <fcntl.h>

#include <cstdio>
#include <exception>
#include <thread>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/delta/apply_delta.hpp"
#include "updater/slots/delta_sources.hpp"
#include "updater/slots/disk_tree.hpp"
#include "updater/slots/staged_files.hpp"
#include "updater/slots/staged_tree.hpp"

namespace switchback {
namespace {

// Applies the delta and leaves the index, durable or not, under its final name.
void apply(const DeltaStaging& staging, TreeWriter& writer, int tree_fd) {
  DeltaSources old_files(*staging.layout, *staging.from);
  StagedFiles made_files(tree_fd, writer, *staging.draft, staging.stop);
  const auto temporary = staging.layout->incoming() / "index.new";
  const Descriptor index = open_file(temporary, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
  const auto count_written = [&] {
    if (staging.bytes_written != nullptr) *staging.bytes_written += made_files.bytes_written();
  };
  try {
    apply_delta(
        staging.delta->header(), staging.delta->pieces(), staging.from->index, staging.expected,
        old_files, made_files,
        [&](std::string_view bytes) { write_all(index.get(), bytes, temporary.string()); },
        staging.stop);
  } catch (...) {
    count_written();
    throw;
  }
  count_written();
  if (std::rename(temporary.c_str(), staging.layout->incoming_index().c_str()) != 0)
    throw StorageError("rename", staging.layout->incoming_index().string(), errno);
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
      apply(staging, writer, tree_fd);
    } catch (...) {
      applying = std::current_exception();
      staging.delta->close();
    }
  });
  try {
    staging.delta->fetch_rest(fetcher, staging.progress);
  } catch (...) {
    fetching = std::current_exception();
    staging.delta->close();
  }
  worker.join();
  if (applying) raise(applying, fetching);
}

void mark_staged(const DraftIndex& draft, TreeComparison& comparison) {
  for (const std::uint32_t ordinal : draft.made)
    comparison.dispositions[ordinal] = Disposition::staged;
  for (const EqualFile& file : draft.equal)
    comparison.dispositions[file.ordinal] = Disposition::staged;
}

}  // namespace

IndexFile stage_by_delta(const DeltaStaging& staging, TreeComparison& comparison,
                         PieceFetcher& fetcher) {
  const Descriptor incoming =
      open_file(staging.layout->incoming(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  remove_beneath(incoming.get(), "tree");
  const Descriptor tree = open_incoming_tree(*staging.layout);
  TreeWriter writer(tree.get());
  make_directories(staging.draft->index, staging.whole_tree, comparison, writer);
  fetch_and_apply(staging, writer, tree.get(), fetcher);
  IndexFile index = IndexFile::open(staging.layout->incoming_index(), staging.expected);
  mark_staged(*staging.draft, comparison);
  return index;
}

}  // namespace switchback
