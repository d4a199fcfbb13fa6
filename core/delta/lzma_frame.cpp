#include "core/delta/lzma_frame.hpp"

#include <lzma.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>

#include "base/errors.hpp"

namespace switchback {
namespace {

// Of LZMA2's chunks that are not compressed: a byte that tells them, the length less one, bytes.
constexpr std::size_t kLongestChunk = 64 * 1024;
constexpr std::size_t kChunkHeader = 3;
constexpr std::uint8_t kFirstPlainChunk = 1;  // what was decoded before is forgotten
constexpr std::uint8_t kPlainChunk = 2;

[[noreturn]] void refuse(const char* why) {
  throw TrustError("trust-format", std::string("an LZMA2 frame of the delta ") + why);
}

std::uint8_t* bytes_of(char* text) {
  return reinterpret_cast<std::uint8_t*>(text);
}

}  // namespace

struct LzmaDecoder::Stream {
  lzma_stream lzma = LZMA_STREAM_INIT;
  std::uint32_t window = 0;
  bool has_prefix = false;
  std::array<std::uint8_t, kChunkHeader + kLongestChunk> chunk{};
  std::array<std::uint8_t, kLongestChunk> unwanted{};

  Stream() = default;
  ~Stream() { lzma_end(&lzma); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // The bytes go into the window by way of the decoder: a preset dictionary would have to be in
  // memory a second time.
  void take_plain(std::string_view bytes) {
    const std::size_t last = bytes.size() - 1;
    chunk[0] = has_prefix ? kPlainChunk : kFirstPlainChunk;
    chunk[1] = static_cast<std::uint8_t>(last >> 8);
    chunk[2] = static_cast<std::uint8_t>(last & 0xff);
    std::memcpy(chunk.data() + kChunkHeader, bytes.data(), bytes.size());
    has_prefix = true;
    lzma.next_in = chunk.data();
    lzma.avail_in = kChunkHeader + bytes.size();
    lzma.next_out = unwanted.data();
    lzma.avail_out = bytes.size();
    while (lzma.avail_in > 0 || lzma.avail_out > 0)
      if (lzma_code(&lzma, LZMA_RUN) != LZMA_OK) throw std::bad_alloc();
  }
};

LzmaDecoder::LzmaDecoder(std::size_t window) : stream_(std::make_unique<Stream>()) {
  stream_->window = static_cast<std::uint32_t>(std::max<std::size_t>(window, LZMA_DICT_SIZE_MIN));
}
LzmaDecoder::LzmaDecoder(LzmaDecoder&&) noexcept = default;
LzmaDecoder& LzmaDecoder::operator=(LzmaDecoder&&) noexcept = default;
LzmaDecoder::~LzmaDecoder() = default;

void LzmaDecoder::begin() {
  lzma_options_lzma options{};
  options.dict_size = stream_->window;
  const lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
  if (lzma_raw_decoder(&stream_->lzma, filters) != LZMA_OK) throw std::bad_alloc();
  stream_->has_prefix = false;
}

void LzmaDecoder::prefix(std::string_view bytes) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kLongestChunk)))
    stream_->take_plain(bytes.substr(0, kLongestChunk));
}

void LzmaDecoder::content(std::string_view compressed) {
  stream_->lzma.next_in = reinterpret_cast<const std::uint8_t*>(compressed.data());
  stream_->lzma.avail_in = compressed.size();
}

void LzmaDecoder::read(char* to, std::size_t length) {
  lzma_stream& lzma = stream_->lzma;
  lzma.next_out = bytes_of(to);
  lzma.avail_out = length;
  while (lzma.avail_out > 0)
    if (lzma_code(&lzma, LZMA_RUN) != LZMA_OK) break;
  if (lzma.avail_out > 0) refuse("is damaged or shorter than its files");
}

void LzmaDecoder::finish() {
  lzma_stream& lzma = stream_->lzma;
  std::uint8_t more = 0;
  lzma.next_out = &more;
  lzma.avail_out = 1;
  if (lzma_code(&lzma, LZMA_FINISH) != LZMA_STREAM_END || lzma.avail_out == 0 || lzma.avail_in != 0)
    refuse("does not end where its files do");
}

}  // namespace switchback
