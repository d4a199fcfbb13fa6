#include "core/delta/encode/prefix_encoder.hpp"

#include <zstd.h>

#include <algorithm>
#include <bit>
#include <new>
#include <stdexcept>

#include "base/deleter.hpp"
#include "base/errors.hpp"
#include "core/delta/encode/lzma_encoder.hpp"
#include "core/delta/prefix_frame.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {
namespace {

constexpr int kLevel = 19;
// Measured on two series of text: larger tables and more attempts gain nothing.
constexpr int kLargestHash = 24;
constexpr int kLargestChain = 25;
constexpr int kTargetLength = 999;
// Shorter and denser than the library's own choice (64 and every 128th place): 3 % less.
constexpr int kLongMatch = 24;
constexpr int kLongMatchEvery = 2;  // log2
// Between two looks at the stop token: one block of zstd.
constexpr std::size_t kStep = 128 * 1024;

// The smallest window that reaches from the last byte of the content to the first of the prefix.
int window_for(std::size_t length) {
  return std::clamp(static_cast<int>(std::bit_width(length)), 17, kLargestPrefixWindow);
}

std::size_t checked(std::size_t result) {
  if (ZSTD_isError(result) != 0) throw std::runtime_error(ZSTD_getErrorName(result));
  return result;
}

}  // namespace

std::uint64_t prefix_encoder_memory() {
  constexpr std::uint64_t kTables =
      4 * ((std::uint64_t{1} << kLargestHash) + (std::uint64_t{1} << kLargestChain));
  constexpr std::uint64_t kLongDistance = 8 * (std::uint64_t{1} << kLargestHash);
  return std::max(kTables + kLongDistance, lzma_encoder_memory()) + kMaxFrameSources +
         3 * kMaxFrameOutputs;
}

struct PrefixEncoder::Context {
  std::unique_ptr<ZSTD_CCtx, Deleter<ZSTD_freeCCtx>> handle{ZSTD_createCCtx()};

  void set(ZSTD_cParameter parameter, int value) {
    checked(ZSTD_CCtx_setParameter(handle.get(), parameter, value));
  }

  // The parameters for `length` bytes of prefix and content; gives the window.
  int reset(int level, std::size_t length) {
    checked(ZSTD_CCtx_reset(handle.get(), ZSTD_reset_session_and_parameters));
    const int window = window_for(length);
    set(ZSTD_c_compressionLevel, level);
    set(ZSTD_c_windowLog, window);
    set(ZSTD_c_enableLongDistanceMatching, 1);
    set(ZSTD_c_ldmMinMatch, kLongMatch);
    set(ZSTD_c_ldmHashRateLog, kLongMatchEvery);
    set(ZSTD_c_ldmHashLog, std::min(window, kLargestHash));
    set(ZSTD_c_contentSizeFlag, 0);  // the header of the delta says it
    return window;
  }

  std::string compress(std::string_view prefix, std::string_view content) {
    checked(ZSTD_CCtx_refPrefix(handle.get(), prefix.data(), prefix.size()));
    std::string out(ZSTD_compressBound(content.size()), '\0');
    out.resize(checked(
        ZSTD_compress2(handle.get(), out.data(), out.size(), content.data(), content.size())));
    out.shrink_to_fit();
    return out;
  }

  // The same frame, block by block; zstd keeps a copy of the content then.
  std::string compress_in_steps(std::string_view prefix, std::string_view content,
                                const std::stop_token& stop) {
    checked(ZSTD_CCtx_setPledgedSrcSize(handle.get(), content.size()));
    checked(ZSTD_CCtx_refPrefix(handle.get(), prefix.data(), prefix.size()));
    std::string out(ZSTD_compressBound(content.size()), '\0');
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    ZSTD_inBuffer from{content.data(), 0, 0};
    std::size_t left = 0;
    do {
      if (stop.stop_requested()) throw Interrupted();
      from.size = std::min(from.size + kStep, content.size());
      const bool is_last = from.size == content.size();
      left = checked(
          ZSTD_compressStream2(handle.get(), &to, &from, is_last ? ZSTD_e_end : ZSTD_e_continue));
    } while (from.size < content.size() || left > 0);
    out.resize(to.pos);
    out.shrink_to_fit();
    return out;
  }
};

PrefixEncoder::PrefixEncoder() : context_(std::make_unique<Context>()) {
  if (!context_->handle) throw std::bad_alloc();
}
PrefixEncoder::PrefixEncoder(PrefixEncoder&&) noexcept = default;
PrefixEncoder& PrefixEncoder::operator=(PrefixEncoder&&) noexcept = default;
PrefixEncoder::~PrefixEncoder() = default;

std::string PrefixEncoder::encode(std::string_view prefix, std::string_view content,
                                  const std::stop_token& stop) {
  Context& context = *context_;
  const int window = context.reset(kLevel, prefix.size() + content.size());
  context.set(ZSTD_c_strategy, ZSTD_btultra2);
  context.set(ZSTD_c_hashLog, std::min(window, kLargestHash));
  context.set(ZSTD_c_chainLog, std::min(window + 1, kLargestChain));
  context.set(ZSTD_c_targetLength, kTargetLength);
  return context.compress_in_steps(prefix, content, stop);
}

std::size_t PrefixEncoder::quick_length(std::string_view prefix, std::string_view content) {
  context_->reset(1, prefix.size() + content.size());
  return context_->compress(prefix, content).size();
}

void PrefixEncoder::forget_tables() {
  context_->handle.reset(ZSTD_createCCtx());
  if (!context_->handle) throw std::bad_alloc();
}

}  // namespace switchback
