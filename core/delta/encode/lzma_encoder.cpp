#include "core/delta/encode/lzma_encoder.hpp"

#include <lzma.h>

#include <algorithm>
#include <new>

#include "base/errors.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {
namespace {

// The longest matches there are, and a search a third longer than the library's own for them: up to
// 0.7 % less than a depth of 48, for 1 % more time.
constexpr std::uint32_t kNiceLength = 273;
constexpr std::uint32_t kDepth = 200;
constexpr std::size_t kStep = 128 * 1024;  // between two looks at the stop token

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

lzma_options_lzma options_for(std::size_t window) {
  lzma_options_lzma options{};
  if (lzma_lzma_preset(&options, 9 | LZMA_PRESET_EXTREME)) throw std::bad_alloc();
  options.dict_size = static_cast<std::uint32_t>(std::max<std::size_t>(window, LZMA_DICT_SIZE_MIN));
  options.lp = options.pb = 0;  // text is aligned to nothing
  options.nice_len = kNiceLength;
  options.depth = kDepth;
  return options;
}

class Stream {
 public:
  explicit Stream(lzma_options_lzma& options) {
    const lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
    if (lzma_raw_encoder(&stream_, filters) != LZMA_OK) throw std::bad_alloc();
  }
  ~Stream() { lzma_end(&stream_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  std::string encode(std::string_view content, const std::stop_token& stop) {
    std::string out(content.size() + content.size() / 16 + 1024, '\0');
    stream_.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream_.avail_out = out.size();
    bool ended = false;
    while (!ended) {
      if (stop.stop_requested()) throw Interrupted();
      const std::string_view step = content.substr(0, kStep);
      content.remove_prefix(step.size());
      stream_.next_in = bytes_of(step);
      stream_.avail_in = step.size();
      ended = run(content.empty() ? LZMA_FINISH : LZMA_RUN);
    }
    out.resize(stream_.total_out);
    out.shrink_to_fit();
    return out;
  }

 private:
  // Whether the frame has ended; otherwise the step has been taken in.
  bool run(lzma_action action) {
    do {
      const lzma_ret result = lzma_code(&stream_, action);
      if (result == LZMA_STREAM_END) return true;
      if (result != LZMA_OK) throw std::bad_alloc();
    } while (stream_.avail_in > 0 || action == LZMA_FINISH);
    return false;
  }

  lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace

std::uint64_t lzma_encoder_memory() {
  lzma_options_lzma options = options_for(kMaxFrameSources + kMaxFrameOutputs);
  const lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
  return lzma_raw_encoder_memusage(filters);
}

std::string encode_lzma_frame(std::string_view prefix, std::string_view content,
                              const std::stop_token& stop) {
  lzma_options_lzma options = options_for(prefix.size() + content.size());
  if (!prefix.empty()) {
    options.preset_dict = bytes_of(prefix);
    options.preset_dict_size = static_cast<std::uint32_t>(prefix.size());
  }
  return Stream(options).encode(content, stop);
}

}  // namespace switchback
