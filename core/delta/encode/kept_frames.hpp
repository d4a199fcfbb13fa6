// Encoded frames in a folder: what a run has made is there for the next one when it is killed. Each
// file is named by everything that its frames were made from, and begins with the hash of the rest:
// what is damaged, or was made by another encoder, counts as none.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "core/delta/encode/encoded_frame.hpp"
#include "core/delta/encode/frame_plan.hpp"

namespace switchback {

class KeptFrames {
 public:
  using Unit = std::span<const FramePlan>;

  // How many bytes may still be written to the folder's disk.
  using FreeSpace = std::function<std::uint64_t(const std::filesystem::path& folder)>;
  static std::uint64_t free_space(const std::filesystem::path& folder);

  // While anything is kept, the disk has this much free beside four times what is kept: the delta
  // itself is twice on it before it is published, and is longer than what was kept of it so far.
  static constexpr std::uint64_t kReserve = 256 * 1024 * 1024;

  // `made_from`: all that the frames depend on besides their plans, the encoder aside. The folder
  // is there; it gets no longer than `most` bytes. May be used by several threads, for different
  // units.
  KeptFrames(std::filesystem::path folder, const std::string& made_from, std::uint64_t most,
             FreeSpace free_space = &KeptFrames::free_space);

  std::optional<std::vector<EncodedFrame>> find(Unit unit) const;
  // Nothing where there is no room. Not durable: a power cut costs the work, which find() notices.
  void keep(Unit unit, const std::vector<EncodedFrame>& frames);

 private:
  std::filesystem::path file_of(Unit unit) const;
  bool leaves_room(std::uint64_t kept) const;

  const std::filesystem::path folder_;
  const std::string made_from_;
  const std::uint64_t most_;
  const FreeSpace free_space_;
  std::atomic<std::uint64_t> length_ = 0;
  std::atomic<bool> full_ = false;
};

}  // namespace switchback
