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

struct FrameCompressor::Done {
  Frame frame;
  std::string compressed;
  bool reused = false;
};

// One thread's part: its own context, and the work on one frame.
class FrameCompressor::Worker {
 public:
  Worker(int level, const PreviousBundle* previous) : compression_(level), previous_(previous) {}

  Done run(std::string content) {
    Done done;
    done.frame.content_length = static_cast<std::uint32_t>(content.size());
    done.frame.content_sha256 = Sha256::of(content);
    auto copied = previous_ ? previous_->compressed_frame(done.frame) : std::nullopt;
    done.reused = copied.has_value();
    done.compressed = done.reused ? std::move(*copied) : compression_.run(content);
    done.frame.compressed_length = static_cast<std::uint32_t>(done.compressed.size());
    done.frame.compressed_sha256 = Sha256::of(done.compressed);
    return done;
  }

 private:
  Compression compression_;
  const PreviousBundle* previous_;
};

FrameCompressor::FrameCompressor(int level, unsigned threads, const PreviousBundle* previous,
                                 Output output)
    : output_(std::move(output)),
      workers_(threads, [level, previous] { return std::make_unique<Worker>(level, previous); }) {}

FrameCompressor::~FrameCompressor() = default;

void FrameCompressor::submit(std::string content) {
  while (workers_.is_full()) output_front();
  workers_.submit([content = std::move(content)](Worker& worker, const std::stop_token&) mutable {
    return worker.run(std::move(content));
  });
}

void FrameCompressor::output_front() {
  const Done done = workers_.next();
  output_(done.frame, done.compressed, done.reused);
}

void FrameCompressor::finish() {
  while (workers_.in_flight() > 0) output_front();
}

}  // namespace switchback
