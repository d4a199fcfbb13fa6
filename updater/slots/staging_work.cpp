#include "updater/slots/staging_work.hpp"

#include <fcntl.h>

#include <algorithm>
#include <utility>

#include "base/beneath.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr unsigned kWorkers = 2;
constexpr std::size_t kQueueBytes = 8 * 1024 * 1024;
constexpr std::size_t kCopyBatch = 16;

}  // namespace

StagingWork::Worker::Worker(const StagingRequest& request) : next(*request.next) {
  for (const SlotImage* slot : request.slots) sources.emplace_back(slot->slot, slot->index);
}

EntryLookup& StagingWork::Worker::source(Slot slot) {
  for (auto& [candidate, lookup] : sources)
    if (candidate == slot) return lookup;
  throw StateError("state", "a copy names a slot that is not open");
}

StagingWork::StagingWork(const StagingRequest& request, TreeComparison& comparison,
                         TreeWriter& writer, LargeFiles& large_files)
    : request_(request),
      comparison_(comparison),
      writer_(writer),
      large_files_(large_files),
      queue_(kQueueBytes) {}

StagingWork::~StagingWork() {
  stop();
}

void StagingWork::stop() {
  stopping_ = true;
  queue_.close();
  threads_.clear();  // joins
}

void StagingWork::start(const std::vector<LocalCopy>& copies,
                        const std::vector<LocalFrame>& local_frames) {
  copies_ = &copies;
  local_frames_ = &local_frames;
  for (unsigned i = 0; i < kWorkers; ++i) threads_.emplace_back([this] { work(); });
}

void StagingWork::add_frame(std::size_t frame, std::string bytes) {
  const std::size_t weight = bytes.size();
  if (queue_.push({frame, std::move(bytes)}, weight)) return;
  finish();  // the queue closes early only after an error
}

void StagingWork::finish() {
  queue_.close();
  threads_.clear();  // joins
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
  if (request_.stop.stop_requested()) throw Interrupted();
}

void StagingWork::fail(std::exception_ptr error) {
  {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
  }
  stopping_ = true;
  queue_.close();
}

void StagingWork::work() {
  try {
    Worker worker(request_);
    while (!stopping_ && !request_.stop.stop_requested()) {
      if (const auto job = queue_.try_pop()) {
        write_frame(worker, *job);
      } else if (!take_local_work(worker)) {
        const auto last = queue_.pop();
        if (!last) return;
        write_frame(worker, *last);
      }
    }
    queue_.close();
  } catch (...) {
    fail(std::current_exception());
  }
}

bool StagingWork::take_local_work(Worker& worker) {
  const std::size_t frame = next_local_frame_++;
  if (frame < local_frames_->size()) {
    copy_frame(worker, (*local_frames_)[frame]);
    return true;
  }
  const std::size_t first = next_copy_.fetch_add(kCopyBatch);
  if (first >= copies_->size()) return false;
  const std::size_t last = std::min(first + kCopyBatch, copies_->size());
  for (std::size_t i = first; i < last; ++i) copy_file(worker, (*copies_)[i]);
  return true;
}

void StagingWork::write_frame(Worker& worker, const FrameJob& job) {
  const Frame& frame = request_.frames->frame(job.frame);
  worker.decoder.decode(job.bytes, frame.content_length, worker.buffer);
  request_.frames->for_each_part(*request_.next, job.frame, [&](const FilePart& part) {
    if (disposition(part.ordinal) != Disposition::fetch) return;
    write_part(job.frame, part,
               std::string_view(worker.buffer).substr(part.frame_offset, part.length));
  });
}

void StagingWork::write_part(std::size_t frame, const FilePart& part, std::string_view content) {
  const TreeEntry& entry = *part.entry;
  if (!part.is_whole_file()) {
    if (large_files_.write(entry, part.ordinal, part.file_offset, content))
      settle(part.ordinal, Disposition::staged);
    bytes_written_ += content.size();
    const std::lock_guard lock(mutex_);
    placed_frames_.push_back(frame);
    return;
  }
  if (Sha256::of(content) != entry.sha256)
    throw TrustError("trust-length-or-hash", entry.path + " is not what the release's index signs");
  writer_.write_file(entry, content);
  settle(part.ordinal, Disposition::staged);
  bytes_written_ += content.size();
}

Disposition StagingWork::disposition(std::uint64_t ordinal) const {
  return std::atomic_ref(comparison_.dispositions[ordinal]).load();
}

void StagingWork::settle(std::uint64_t ordinal, Disposition disposition) {
  std::atomic_ref(comparison_.dispositions[ordinal]).store(disposition);
}

const SlotImage& StagingWork::slot(Slot slot) const {
  for (const SlotImage* image : request_.slots)
    if (image->slot == slot) return *image;
  throw StateError("state", "a copy names a slot that is not open");
}

void StagingWork::copy_file(Worker& worker, const LocalCopy& copy) {
  if (request_.stop.stop_requested()) return;
  const TreeEntry entry = worker.next.at(copy.ordinal);
  if (copy_content(worker, copy, entry)) {
    settle(copy.ordinal, Disposition::staged);
    return;
  }
  settle(copy.ordinal, Disposition::fetch);
  failed_sources_ = true;
}

// False where the source is not (any longer) what its index says.
bool StagingWork::copy_content(Worker& worker, const LocalCopy& copy, const TreeEntry& entry) {
  const SlotImage& source = slot(copy.source);
  Descriptor input;
  try {
    const std::string path = worker.source(copy.source).at(copy.source_ordinal).path;
    input = open_beneath(source.tree.get(), path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (const StorageError& error) {
    const int number = error.error_number();
    if (number == ENOENT || number == ENOTDIR || number == ELOOP) return false;
    throw;
  }
  const auto info = stat_of(input.get(), entry.path);
  if (!S_ISREG(info.st_mode) || static_cast<std::uint64_t>(info.st_size) != entry.size)
    return false;
  Descriptor output = writer_.create_file(entry.path);
  const ContentCopy::Copied copied =
      content_copy_.copy_and_hash(input.get(), output.get(), entry.size, entry.path, request_.stop);
  if (copied.sha256 == entry.sha256) {
    bytes_written_ += copied.written;
    writer_.finish_file(output, entry);
    return true;
  }
  writer_.remove_file(entry.path);
  return false;
}

void StagingWork::copy_frame(Worker& worker, const LocalFrame& local) {
  const Frame& frame = request_.frames->frame(local.frame);
  const SlotImage& source = slot(local.source);
  const std::string path = worker.source(local.source).at(local.source_ordinal).path;
  bool intact = false;
  try {
    const Descriptor input =
        open_beneath(source.tree.get(), path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    worker.buffer.resize(frame.content_length);
    intact = pread_some(input.get(), worker.buffer.data(), frame.content_length,
                        local.source_offset, path) == frame.content_length &&
             Sha256::of(worker.buffer) == frame.content_sha256;
  } catch (const StorageError&) {
    intact = false;  // whatever is wrong with the old file, the frame can be downloaded
  }
  if (!intact) {
    failed_sources_ = true;
    return;
  }
  request_.frames->for_each_part(*request_.next, local.frame, [&](const FilePart& part) {
    write_part(local.frame, part,
               std::string_view(worker.buffer).substr(part.frame_offset, part.length));
  });
}

}  // namespace switchback
