#include "tests/support/sample_blob.hpp"

#include <random>

namespace switchback::test {
namespace {

std::string random_bytes(std::uint64_t length) {
  std::mt19937_64 generator(length);
  std::string bytes(length, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(generator());
  return bytes;
}

}  // namespace

SampleBlob SampleBlob::of(const std::vector<std::uint32_t>& sizes) {
  std::uint64_t total = 0;
  for (const auto size : sizes) total += size;
  SampleBlob blob{random_bytes(total), {}};
  std::uint64_t offset = 0;
  for (std::size_t i = 0; i < sizes.size(); offset += sizes[i], ++i)
    if (i % 2 == 0)
      blob.pieces.push_back(
          {offset, sizes[i], Sha256::of(std::string_view(blob.content).substr(offset, sizes[i]))});
  return blob;
}

SampleBlob SampleBlob::contiguous(std::uint64_t length, std::uint32_t piece_length) {
  std::vector<std::uint32_t> sizes;
  for (std::uint64_t done = 0; done < length; done += piece_length) {
    sizes.push_back(
        static_cast<std::uint32_t>(std::min<std::uint64_t>(piece_length, length - done)));
    sizes.push_back(0);
  }
  return of(sizes);
}

PieceFetcher::Consumer Delivery::consumer() {
  return [this](std::size_t index, std::string bytes) {
    const Piece& piece = blob_.pieces.at(index);
    if (seen_[index] || bytes != std::string_view(blob_.content).substr(piece.offset, piece.length))
      wrong_ = true;
    seen_[index] = true;
    ++count_;
  };
}

}  // namespace switchback::test
