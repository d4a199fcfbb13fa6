// A difference makes a new file out of an old one. It has two parts (docs/formats.md,
// "Difference"):
//
//   plan    what is known before any content: both sizes, where the parts of an executable stand,
//   and
//           which ranges of the new file are nearly ranges of the old one
//   frames  one for each 16 MiB of the new file: what its copies differ in, and the rest of it. A
//           frame needs the plan and the old file, no other frame.
//
// The decoder believes nothing of what it reads: a range outside of the files is a TrustError
// ("trust-format"), and its work is bounded by the size that the plan names, which the caller has
// compared with a signed one.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/difference/address_map.hpp"
#include "core/difference/copy_map.hpp"
#include "core/difference/image.hpp"

namespace switchback::difference {

inline constexpr std::uint64_t kFrameContent = 16 * 1024 * 1024;
// Bounds the decoder's memory: 72 bytes each.
inline constexpr std::size_t kMostCopies = 256 * 1024;
inline constexpr std::size_t kMostParts = 4096;

class DifferencePlan {
 public:
  // Read or made in full; copies are in the order of the new file and do not overlap in it.
  DifferencePlan(std::uint64_t old_length, std::uint64_t new_length, Image parts,
                 std::vector<Copy> ranges);
  static DifferencePlan parse(std::string_view bytes);
  // Stays where it is made: its address map points into it.
  DifferencePlan(const DifferencePlan&) = delete;
  DifferencePlan& operator=(const DifferencePlan&) = delete;
  std::string encode() const;

  const AddressMap& addresses() const { return *addresses_; }
  std::uint64_t frames() const { return (new_size + kFrameContent - 1) / kFrameContent; }
  // How much of the new file a frame is.
  std::uint64_t frame_size(std::uint64_t frame) const;

  const std::uint64_t old_size;
  const std::uint64_t new_size;
  const Image image;
  const std::vector<Copy> copies;

 private:
  std::unique_ptr<const Destinations> destinations_;
  std::unique_ptr<const AddressMap> addresses_;
};

}  // namespace switchback::difference
