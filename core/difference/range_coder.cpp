#include "core/difference/range_coder.hpp"

#include <utility>

namespace switchback::difference {

// Never runs off the front: what has been written stays below the end of the first range.
void RangeWriter::carry() {
  for (std::size_t i = bytes_.size(); i-- > 0;) {
    bytes_[i] = static_cast<char>(static_cast<unsigned char>(bytes_[i]) + 1);
    if (bytes_[i] != 0) return;
  }
}

void RangeWriter::shift() {
  for (unsigned i = 1; i <= 4; ++i) bytes_.push_back(static_cast<char>(low_ >> (64 - 8 * i)));
  low_ <<= 32;
  range_ <<= 32;
}

std::string RangeWriter::finish() {
  // The number in [low, low + range) with the most zeros at its end; those are not written.
  for (unsigned kept = 0; kept <= 64; kept += 8) {
    const std::uint64_t mask = kept == 64 ? 0 : ~std::uint64_t{0} >> kept;
    const std::uint64_t rounded = (low_ + mask) & ~mask;
    if (rounded - low_ >= range_) continue;
    if (rounded < low_) carry();
    for (unsigned i = 8; i <= kept; i += 8)
      bytes_.push_back(static_cast<char>(rounded >> (64 - i)));
    break;
  }
  while (!bytes_.empty() && bytes_.back() == '\0') bytes_.pop_back();
  return std::move(bytes_);
}

}  // namespace switchback::difference
