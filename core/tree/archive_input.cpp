#include "core/tree/archive_input.hpp"

#include <fcntl.h>
#include <zstd.h>

#include <new>

#include "base/deleter.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr std::string_view kMagic = "\x28\xb5\x2f\xfd";
constexpr int kMaxWindowLog = 23;  // what RFC 8878, section 3.1.1.1.2, asks every decoder for
constexpr std::size_t kChunk = 128 * 1024;
constexpr std::uint64_t kRatioFrom = 256 * 1024 * 1024;
constexpr std::uint64_t kMaxRatio = 1000;

[[noreturn]] void refuse(const std::string& reason) {
  throw TrustError("trust-format", reason);
}

}  // namespace

struct ArchiveInput::Zstd {
  std::unique_ptr<ZSTD_DCtx, Deleter<ZSTD_freeDCtx>> context{ZSTD_createDCtx()};
};

ArchiveInput::ArchiveInput(const std::filesystem::path& path)
    : file_(open_file(path, O_RDONLY | O_NONBLOCK)), name_(path.string()), output_(kChunk, '\0') {
  if (!S_ISREG(stat_of(file_.get(), name_).st_mode)) refuse(name_ + " is not a regular file");
  if (!fill()) refuse("the archive is empty");
  // Only a tar can begin otherwise, and that is checked by whoever reads it.
  if (input_.substr(0, kMagic.size()) != kMagic) return;
  zstd_ = std::make_unique<Zstd>();
  ZSTD_DCtx* context = zstd_->context.get();
  if (context == nullptr ||
      ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, kMaxWindowLog)) != 0)
    throw std::bad_alloc();
}

ArchiveInput::~ArchiveInput() = default;

// Keeps what is not used yet and appends more. False at the end of the file.
bool ArchiveInput::fill() {
  input_.erase(0, position_);
  position_ = 0;
  const std::size_t kept = input_.size();
  input_.resize(kept + kChunk);
  const std::size_t count = pread_some(file_.get(), input_.data() + kept, kChunk, read_, name_);
  input_.resize(kept + count);
  read_ += count;
  return count > 0;
}

std::string_view ArchiveInput::next() {
  if (zstd_) return next_decoded();
  if (position_ == input_.size() && !fill()) return {};
  const auto bytes = std::string_view(input_).substr(position_);
  position_ = input_.size();
  return bytes;
}

void ArchiveInput::begin_frame() {
  while (input_.size() - position_ < kMagic.size() && fill()) continue;
  if (std::string_view(input_).substr(position_, kMagic.size()) != kMagic)
    refuse("there is something else than a zstd frame after a zstd frame");
  in_frame_ = true;
}

std::string_view ArchiveInput::next_decoded() {
  while (true) {
    if (position_ == input_.size() && !fill()) {
      if (in_frame_) refuse("the last zstd frame is cut short");
      return {};
    }
    if (!in_frame_) begin_frame();
    ZSTD_inBuffer in{input_.data(), input_.size(), position_};
    ZSTD_outBuffer out{output_.data(), output_.size(), 0};
    const std::size_t result = ZSTD_decompressStream(zstd_->context.get(), &out, &in);
    if (ZSTD_isError(result) != 0) refuse(std::string("zstd: ") + ZSTD_getErrorName(result));
    position_ = in.pos;
    in_frame_ = result != 0;
    if (out.pos == 0) continue;
    produced_ += out.pos;
    check_ratio();
    return std::string_view(output_).substr(0, out.pos);
  }
}

void ArchiveInput::check_ratio() const {
  if (produced_ > kRatioFrom && produced_ / kMaxRatio > read_)
    throw TrustError("trust-limit", "the archive is a bomb: over 1,000 times its own size");
}

}  // namespace switchback
