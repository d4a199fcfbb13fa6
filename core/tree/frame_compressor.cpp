#define ZSTD_STATIC_LINKING_ONLY  // ZSTD_estimateCCtxSize
#include "core/tree/frame_compressor.hpp"

#include <zstd.h>

#include <algorithm>
#include <stdexcept>

#include "base/deleter.hpp"

namespace switchback {
namespace {

class Compression {
 public:
  Compression() : context_(ZSTD_createCCtx()) {
    if (!context_) throw std::bad_alloc();
    set(ZSTD_c_contentSizeFlag, 1);
    set(ZSTD_c_checksumFlag, 0);  // the SHA-256 of the frame says more
  }

  std::string run(std::string_view content, int level) {
    set(ZSTD_c_compressionLevel, level);
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

std::uint64_t compressor_memory(const CompressionLevels& levels) {
  const int level = std::max(levels.plain, levels.program);
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
  Worker(const CompressionLevels& levels, const PreviousBundle* previous)
      : levels_(levels), previous_(previous) {}

  std::vector<Done> run(const FrameContent& content) {
    const int level = content.is_program ? levels_.program : levels_.plain;
    std::vector<Done> all(1, one_frame(content.bytes, level));
    if (all.front().compressed.size() <= kMaxFrameCompressed) return all;
    all.clear();
    for (const std::string_view part : parts_of(content)) all.push_back(one_frame(part, level));
    return all;
  }

 private:
  Done one_frame(std::string_view content, int level) {
    Done done;
    done.frame.content_length = static_cast<std::uint32_t>(content.size());
    done.frame.content_sha256 = Sha256::of(content);
    auto copied = previous_ ? previous_->compressed_frame(done.frame) : std::nullopt;
    done.reused = copied.has_value();
    done.compressed = done.reused ? std::move(*copied) : compression_.run(content, level);
    done.frame.compressed_length = static_cast<std::uint32_t>(done.compressed.size());
    done.frame.compressed_sha256 = Sha256::of(done.compressed);
    return done;
  }

  CompressionLevels levels_;
  Compression compression_;
  const PreviousBundle* previous_;
};

FrameCompressor::FrameCompressor(const CompressionLevels& levels, unsigned threads,
                                 const PreviousBundle* previous, Output output)
    : output_(std::move(output)),
      workers_(threads, [levels, previous] { return std::make_unique<Worker>(levels, previous); }) {
}

FrameCompressor::~FrameCompressor() = default;

void FrameCompressor::submit(FrameContent content) {
  while (workers_.is_full()) output_front();
  workers_.submit([content = std::move(content)](Worker& worker, const std::stop_token&) {
    return worker.run(content);
  });
}

void FrameCompressor::output_front() {
  for (const Done& done : workers_.next()) output_(done.frame, done.compressed, done.reused);
}

void FrameCompressor::finish() {
  while (workers_.in_flight() > 0) output_front();
}

}  // namespace switchback
