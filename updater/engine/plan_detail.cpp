#include "updater/engine/plan_detail.hpp"

namespace switchback {

std::uint64_t DeltaDetail::missing_bytes() const {
  std::uint64_t bytes = 0;
  for (const DeltaLink& link : links) bytes += link.incoming->missing_bytes();
  return bytes;
}

std::uint64_t DeltaDetail::space_needed() const {
  constexpr std::uint64_t kBlock = 4096;
  std::uint64_t bytes = missing_bytes() + bytes_on_the_way + files_on_the_way * kBlock;
  for (const DeltaLink& link : links)
    if (&link != &links.back())
      bytes += link.expected.length + link.expected.entries * sizeof(ContentPlace);
  return bytes;
}

std::string DeltaDetail::name() const {
  return (links.size() > 1 ? "chain of deltas from " : "delta from ") + from_version().text();
}

}  // namespace switchback
