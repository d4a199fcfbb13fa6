#include "manifest-schema/packed.hpp"

#include <zstd.h>

#include <memory>
#include <new>
#include <stdexcept>

#include "base/deleter.hpp"
#include "manifest-schema/varint.hpp"

namespace switchback {
namespace {

constexpr int kLevel = 19;
constexpr std::string_view kZstdMagic = "\x28\xb5\x2f\xfd";
constexpr char kStored = 0;
constexpr char kCompressed = 1;

using Compression = std::unique_ptr<ZSTD_CCtx, Deleter<ZSTD_freeCCtx>>;
using Decompression = std::unique_ptr<ZSTD_DCtx, Deleter<ZSTD_freeDCtx>>;

// Without the length in the frame: it stands before it.
std::string compress(std::string_view bytes) {
  const Compression context(ZSTD_createCCtx());
  if (!context) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_contentSizeFlag, 0);
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size) != 0) throw std::runtime_error(ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

}  // namespace

std::string pack(std::string_view bytes) {
  std::string packed(1, kCompressed);
  append_varint(packed, bytes.size());
  packed += compress(bytes);
  if (packed.size() <= bytes.size()) return packed;
  packed.assign(1, kStored);
  packed += bytes;
  return packed;
}

std::string unpack(std::string_view packed, std::size_t limit, const char* what) {
  ByteReader reader(packed, what);
  const auto kind = static_cast<char>(reader.byte());
  if (kind != kStored && kind != kCompressed) reader.fail("packed in an unknown way");
  if (kind == kStored) {
    const std::string_view bytes = packed.substr(1);
    if (bytes.size() > limit) reader.fail("longer than it may be");
    return std::string(bytes);
  }
  std::string bytes(static_cast<std::size_t>(reader.varint(limit)), '\0');
  const std::string_view frame = reader.rest();
  // Neither a skippable frame nor one of the legacy formats that libzstd also reads.
  if (frame.substr(0, kZstdMagic.size()) != kZstdMagic) reader.fail("not a zstd frame");
  if (ZSTD_findFrameCompressedSize(frame.data(), frame.size()) != frame.size())
    reader.fail("its zstd frame does not end with it");
  const Decompression context(ZSTD_createDCtx());
  if (!context) throw std::bad_alloc();
  const std::size_t length =
      ZSTD_decompressDCtx(context.get(), bytes.data(), bytes.size(), frame.data(), frame.size());
  if (ZSTD_isError(length) != 0 || length != bytes.size())
    reader.fail("it does not decompress to its declared length");
  return bytes;
}

}  // namespace switchback
