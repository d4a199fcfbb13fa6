#define ZSTD_STATIC_LINKING_ONLY  // ZSTD_estimateCCtxSize
#include "core/tree/frame_compressor.hpp"

#include <zstd.h>

#include <stdexcept>

#include "base/deleter.hpp"

namespace switchback {
namespace {

class Compression {
 public:
  explicit Compression(int level) : context_(ZSTD_createCCtx()) {
    if (!context_) throw std::bad_alloc();
    set(ZSTD_c_compressionLevel, level);
    set(ZSTD_c_contentSizeFlag, 1);
    set(ZSTD_c_checksumFlag, 0);  // the SHA-256 of the frame says more
  }

  std::string run(std::string_view content) {
    std::string out(ZSTD_compressBound(content.size()), '\0');
    const std::size_t size =
        ZSTD_compress2(context_.get(), out.data(), out.size(), content.data(), content.size());
    if (ZSTD_isError(size)) throw std::runtime_error(ZSTD_getErrorName(size));
    out.resize(size);
    out.shrink_to_fit();
    return out;
  }

 private:
  void set(ZSTD_cParameter parameter, int value) {
    const std::size_t result = ZSTD_CCtx_setParameter(context_.get(), parameter, value);
    if (ZSTD_isError(result)) throw std::runtime_error(ZSTD_getErrorName(result));
  }

  std::unique_ptr<ZSTD_CCtx, Deleter<ZSTD_freeCCtx>> context_;
};

}  // namespace

std::uint64_t compressor_memory(int level) {
  const auto parameters = ZSTD_getCParams(level, kMaxFrameContent, 0);
  return ZSTD_estimateCCtxSize_usingCParams(parameters) +
         std::uint64_t{2} * (kMaxFrameContent + kMaxFrameCompressed);
}

struct FrameCompressor::Job {
  std::string content;
  std::string compressed;
  Frame frame;
  bool reused = false;
  bool done = false;
  std::exception_ptr failure;
};

// One thread's part: its own context, and the work on one frame.
class FrameCompressor::Worker {
 public:
  Worker(int level, const PreviousBundle* previous) : compression_(level), previous_(previous) {}

  void run(Job& job) {
    job.frame.content_length = static_cast<std::uint32_t>(job.content.size());
    job.frame.content_sha256 = Sha256::of(job.content);
    auto copied = previous_ ? previous_->compressed_frame(job.frame) : std::nullopt;
    job.reused = copied.has_value();
    job.compressed = job.reused ? std::move(*copied) : compression_.run(job.content);
    job.content = {};
    job.frame.compressed_length = static_cast<std::uint32_t>(job.compressed.size());
    job.frame.compressed_sha256 = Sha256::of(job.compressed);
  }

 private:
  Compression compression_;
  const PreviousBundle* previous_;
};

FrameCompressor::FrameCompressor(int level, unsigned threads, const PreviousBundle* previous,
                                 Output output)
    : level_(level), previous_(previous), output_(std::move(output)), max_in_flight_(2 * threads) {
  try {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  } catch (
      ...) {  // no thread more is to be had: those that run wait for work, nobody else ends them
    close();
    throw;
  }
}

FrameCompressor::~FrameCompressor() {
  close();
}

void FrameCompressor::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    queue_.clear();
  }
  queued_.notify_all();
  threads_.clear();  // joins before the jobs go
}

void FrameCompressor::work() {
  std::unique_ptr<Worker> worker;
  while (true) {
    Job* job = nullptr;
    {
      std::unique_lock lock(mutex_);
      queued_.wait(lock, [this] { return closed_ || !queue_.empty(); });
      if (queue_.empty()) return;
      job = queue_.front();
      queue_.pop_front();
    }
    try {
      if (!worker) worker = std::make_unique<Worker>(level_, previous_);
      worker->run(*job);
    } catch (...) {  // a thread's edge: handed to output_front()
      job->failure = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    job->done = true;
    done_.notify_one();
  }
}

void FrameCompressor::submit(std::string content) {
  while (jobs_.size() >= max_in_flight_) output_front();
  jobs_.push_back(std::make_unique<Job>());
  jobs_.back()->content = std::move(content);
  const std::lock_guard lock(mutex_);
  queue_.push_back(jobs_.back().get());
  queued_.notify_one();
}

void FrameCompressor::output_front() {
  {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return jobs_.front()->done; });
  }
  const std::unique_ptr<Job> job = std::move(jobs_.front());
  jobs_.pop_front();
  if (job->failure) std::rethrow_exception(job->failure);
  output_(job->frame, job->compressed, job->reused);
}

void FrameCompressor::finish() {
  while (!jobs_.empty()) output_front();
}

}  // namespace switchback
