// The bytes of a tar file that may be compressed with zstd.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace switchback {

// zstd frames may follow each other, as in our bundles. Refused with TrustError: skippable frames
// (bytes that nobody looks at), a window over 8 MiB, anything after the last frame, a frame without
// its end; "trust-limit" where the content is more than 1,000 times as long as the file (beyond 256
// MiB).
class ArchiveInput {
 public:
  explicit ArchiveInput(const std::filesystem::path& path);
  ~ArchiveInput();

  // The next bytes, valid until the next call; empty at the end.
  std::string_view next();

 private:
  struct Zstd;
  bool fill();
  std::string_view next_decoded();
  void begin_frame();
  void check_ratio() const;

  Descriptor file_;
  std::string name_;
  std::string input_;  // compressed bytes (or plain ones) not yet used: from position_ on
  std::size_t position_ = 0;
  std::string output_;
  std::unique_ptr<Zstd> zstd_;  // none for a plain tar
  bool in_frame_ = false;
  std::uint64_t read_ = 0;
  std::uint64_t produced_ = 0;
};

}  // namespace switchback
