#include "core/tree/frame_decoder.hpp"

#include <zstd.h>

#include <new>

#include "base/deleter.hpp"
#include "base/errors.hpp"
#include "manifest-schema/tree_entry.hpp"

namespace switchback {
namespace {

constexpr std::string_view kMagic = "\x28\xb5\x2f\xfd";
constexpr int kWindowLogMax = 23;  // 8 MiB
static_assert(kMaxFrameContent <= 1U << kWindowLogMax);

[[noreturn]] void refuse(const std::string& why) {
  throw TrustError("trust-length-or-hash", "a frame of the bundle " + why);
}

}  // namespace

struct FrameDecoder::Context {
  std::unique_ptr<ZSTD_DCtx, Deleter<ZSTD_freeDCtx>> handle{ZSTD_createDCtx()};
};

FrameDecoder::FrameDecoder() : context_(std::make_unique<Context>()) {
  if (!context_->handle) throw std::bad_alloc();
  ZSTD_DCtx_setParameter(context_->handle.get(), ZSTD_d_windowLogMax, kWindowLogMax);
}
FrameDecoder::FrameDecoder(FrameDecoder&&) noexcept = default;
FrameDecoder& FrameDecoder::operator=(FrameDecoder&&) noexcept = default;
FrameDecoder::~FrameDecoder() = default;

void FrameDecoder::decode(std::string_view frame, std::uint32_t content_length,
                          std::string& content) {
  if (content_length > kMaxFrameContent) refuse("is longer than a frame may be");
  // Neither a skippable frame nor one of the legacy formats that libzstd also reads.
  if (frame.substr(0, kMagic.size()) != kMagic) refuse("is not a zstd frame");
  const std::size_t compressed = ZSTD_findFrameCompressedSize(frame.data(), frame.size());
  if (ZSTD_isError(compressed) != 0) refuse("is not a zstd frame");
  if (compressed != frame.size()) refuse("is followed by other bytes");
  content.resize(content_length);
  const std::size_t length = ZSTD_decompressDCtx(context_->handle.get(), content.data(),
                                                 content.size(), frame.data(), frame.size());
  if (ZSTD_isError(length) != 0)
    refuse(std::string("cannot be decompressed: ") + ZSTD_getErrorName(length));
  if (length != content_length) refuse("is shorter than its signed length");
}

}  // namespace switchback
