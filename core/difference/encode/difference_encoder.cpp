#include "core/difference/encode/difference_encoder.hpp"

#include <divsufsort.h>
#include <lzma.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <span>
#include <utility>

#include "core/difference/encode/elf_parts.hpp"
#include "core/difference/encode/field_mask.hpp"
#include "core/difference/encode/segmentation.hpp"
#include "core/difference/encode/suffix_matches.hpp"
#include "core/difference/frame_coder.hpp"
#include "core/difference/literals.hpp"
#include "core/difference/plan.hpp"
#include "core/difference/range_coder.hpp"

namespace switchback::difference {
namespace {

std::vector<Copy> find_copies(std::string_view old_file, std::string_view new_file,
                              const Image& image, const EncoderOptions& options) {
  const std::string before = masked(old_file, image, Side::before);
  const std::string after = masked(new_file, image, Side::after);
  auto matches = find_matches(before, after, options.memory, options.stop);
  auto copies = choose_copies(before, after, std::move(matches));
  if (copies.size() <= kMostCopies) return copies;
  // The shortest are given up.
  std::vector<std::uint64_t> lengths;
  lengths.reserve(copies.size());
  for (const Copy& copy : copies) lengths.push_back(copy.length);
  std::nth_element(lengths.begin(), lengths.end() - kMostCopies, lengths.end());
  const std::uint64_t least = *(lengths.end() - kMostCopies) + 1;
  std::erase_if(copies, [&](const Copy& copy) { return copy.length < least; });
  return copies;
}

std::string encode_frame(const DifferencePlan& plan, std::string_view old_file,
                         std::string_view new_file, std::uint64_t frame) {
  const std::uint64_t begin = frame * kFrameContent;
  const auto* truth = reinterpret_cast<const unsigned char*>(new_file.data()) + begin;
  std::vector<unsigned char> content(plan.frame_size(frame));
  RangeWriter writer;
  const auto coder =
      std::make_unique<FrameCoder<RangeWriter>>(writer, plan, old_file, begin, content, truth);
  coder->run();
  const std::string modelled = writer.finish();
  std::string coded;
  for (unsigned i = 0; i < 4; ++i) coded.push_back(static_cast<char>(modelled.size() >> (8 * i)));
  return coded + modelled +
         compress_literals(literals_of({truth, content.size()}, coder->pieces()));
}

Difference encode(std::string_view old_file, std::string_view new_file, Image image,
                  std::vector<Copy> copies) {
  const DifferencePlan plan(old_file.size(), new_file.size(), std::move(image), std::move(copies));
  Difference difference{plan.encode(), {}};
  for (std::uint64_t frame = 0; frame < plan.frames(); ++frame)
    difference.frames.push_back(encode_frame(plan, old_file, new_file, frame));
  return difference;
}

}  // namespace

std::uint64_t Difference::size() const {
  return std::accumulate(
      frames.begin(), frames.end(), std::uint64_t{plan.size()},
      [](std::uint64_t sum, const std::string& frame) { return sum + frame.size(); });
}

// Its own version is to be counted up where it makes other bytes of the same files.
std::string encoder_name() {
  return std::string("difference 1, divsufsort ") + divsufsort_version() + ", lzma " +
         lzma_version_string();
}

Difference encode_difference(std::string_view old_file, std::string_view new_file,
                             const EncoderOptions& options) {
  const Image image = elf_parts(old_file, new_file);
  const auto copies = find_copies(old_file, new_file, image, options);
  Difference plain = encode(old_file, new_file, {}, copies);
  if (image.parts.empty()) return plain;
  Difference predicted = encode(old_file, new_file, image, copies);
  return predicted.size() < plain.size() ? predicted : plain;
}

}  // namespace switchback::difference
