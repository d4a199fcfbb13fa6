#include "core/difference/literals.hpp"

#include <lzma.h>

#include <new>

#include "base/errors.hpp"

namespace switchback::difference {
namespace {

// The decoder's memory is this and little more.
constexpr std::uint32_t kWindow = 4 * 1024 * 1024;

class Stream {
 public:
  Stream() {
    if (lzma_lzma_preset(&options_, 9 | LZMA_PRESET_EXTREME)) throw std::bad_alloc();
    // Program text, tables and scripts in turn: what is learned of one should not depend on much.
    options_.dict_size = kWindow;
    options_.lc = options_.lp = options_.pb = 0;
    filters_[0] = {LZMA_FILTER_LZMA2, &options_};
    filters_[1] = {LZMA_VLI_UNKNOWN, nullptr};
  }
  ~Stream() { lzma_end(&stream_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  lzma_stream* operator->() { return &stream_; }
  lzma_stream* get() { return &stream_; }
  const lzma_filter* filters() const { return filters_; }
  const lzma_options_lzma& options() const { return options_; }

 private:
  lzma_options_lzma options_{};
  lzma_filter filters_[2]{};
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

// Calls `use(offset, length)` for each range of `size` bytes that no piece makes.
template <typename Use>
void for_each_gap(const std::vector<Copy>& pieces, std::uint64_t size, Use use) {
  std::uint64_t at = 0;
  for (const Copy& piece : pieces) {
    if (piece.new_offset > at) use(at, piece.new_offset - at);
    at = piece.new_end();
  }
  if (size > at) use(at, size - at);
}

void decompress(Stream& stream, std::span<unsigned char> to) {
  stream->next_out = to.data();
  stream->avail_out = to.size();
  while (stream->avail_out > 0)
    if (lzma_code(stream.get(), LZMA_RUN) != LZMA_OK) break;
  if (stream->avail_out > 0)
    throw TrustError("trust-format", "a difference's literals are damaged");
}

}  // namespace

std::string literals_of(std::span<const unsigned char> content, const std::vector<Copy>& pieces) {
  std::string literals;
  for_each_gap(pieces, content.size(), [&](std::uint64_t offset, std::uint64_t length) {
    literals.append(reinterpret_cast<const char*>(content.data()) + offset, length);
  });
  return literals;
}

std::string compress_literals(std::string_view literals) {
  if (literals.empty()) return {};
  Stream stream;
  std::string compressed(literals.size() + literals.size() / 16 + 1024, '\0');
  if (lzma_raw_encoder(stream.get(), stream.filters()) != LZMA_OK) throw std::bad_alloc();
  stream->next_in = bytes_of(literals);
  stream->avail_in = literals.size();
  stream->next_out = reinterpret_cast<std::uint8_t*>(compressed.data());
  stream->avail_out = compressed.size();
  if (lzma_code(stream.get(), LZMA_FINISH) != LZMA_STREAM_END) throw std::bad_alloc();
  compressed.resize(stream->total_out);
  return compressed;
}

void decompress_literals(std::string_view compressed, const std::vector<Copy>& pieces,
                         std::span<unsigned char> content) {
  Stream stream;
  if (!compressed.empty() && lzma_raw_decoder(stream.get(), stream.filters()) != LZMA_OK)
    throw std::bad_alloc();
  stream->next_in = bytes_of(compressed);
  stream->avail_in = compressed.size();
  for_each_gap(pieces, content.size(), [&](std::uint64_t offset, std::uint64_t length) {
    if (compressed.empty()) throw TrustError("trust-format", "a difference lacks its literals");
    decompress(stream, content.subspan(offset, length));
  });
  if (compressed.empty()) return;
  // The end of the stream is still to be read, and nothing may follow it.
  std::uint8_t more = 0;
  stream->next_out = &more;
  stream->avail_out = 1;
  if (lzma_code(stream.get(), LZMA_FINISH) != LZMA_STREAM_END || stream->avail_out == 0 ||
      stream->avail_in != 0)
    throw TrustError("trust-format",
                     "a difference has more literals than its plan leaves room for");
}

}  // namespace switchback::difference
