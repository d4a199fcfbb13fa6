#include "core/delta/prefix_frame.hpp"

#include <zstd.h>

#include <new>
#include <stdexcept>

#include "base/deleter.hpp"
#include "base/errors.hpp"

namespace switchback {
namespace {

constexpr std::string_view kMagic = "\x28\xb5\x2f\xfd";

[[noreturn]] void refuse(const std::string& why) {
  throw TrustError("trust-format", "a frame of the delta " + why);
}

std::size_t checked(std::size_t result) {
  if (ZSTD_isError(result) != 0) throw std::runtime_error(ZSTD_getErrorName(result));
  return result;
}

}  // namespace

struct PrefixDecoder::Context {
  std::unique_ptr<ZSTD_DCtx, Deleter<ZSTD_freeDCtx>> handle{ZSTD_createDCtx()};
};

PrefixDecoder::PrefixDecoder() : context_(std::make_unique<Context>()) {
  if (!context_->handle) throw std::bad_alloc();
  checked(
      ZSTD_DCtx_setParameter(context_->handle.get(), ZSTD_d_windowLogMax, kLargestPrefixWindow));
}
PrefixDecoder::PrefixDecoder(PrefixDecoder&&) noexcept = default;
PrefixDecoder& PrefixDecoder::operator=(PrefixDecoder&&) noexcept = default;
PrefixDecoder::~PrefixDecoder() = default;

void PrefixDecoder::decode(std::string_view frame, std::string_view prefix,
                           std::span<char> content) {
  // Neither a skippable frame nor one of the legacy formats that libzstd also reads.
  if (frame.substr(0, kMagic.size()) != kMagic) refuse("is not a zstd frame");
  const std::size_t compressed = ZSTD_findFrameCompressedSize(frame.data(), frame.size());
  if (ZSTD_isError(compressed) != 0) refuse("is not a zstd frame");
  if (compressed != frame.size()) refuse("is followed by other bytes");
  ZSTD_DCtx* const handle = context_->handle.get();
  checked(ZSTD_DCtx_refPrefix(handle, prefix.data(), prefix.size()));
  const std::size_t length =
      ZSTD_decompressDCtx(handle, content.data(), content.size(), frame.data(), frame.size());
  if (ZSTD_isError(length) != 0)
    refuse(std::string("cannot be decompressed: ") + ZSTD_getErrorName(length));
  if (length != content.size()) refuse("is shorter than its files");
}

}  // namespace switchback
