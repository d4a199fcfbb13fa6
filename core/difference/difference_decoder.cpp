#include "core/difference/difference_decoder.hpp"

#include <cstring>
#include <memory>

#include "base/errors.hpp"
#include "core/difference/frame_coder.hpp"
#include "core/difference/literals.hpp"
#include "core/difference/range_coder.hpp"

namespace switchback::difference {

void decode_frame(const DifferencePlan& plan, std::string_view old_file, std::uint64_t frame,
                  std::string_view coded, std::span<unsigned char> content) {
  if (old_file.size() != plan.old_size || frame >= plan.frames() ||
      content.size() != plan.frame_size(frame))
    throw TrustError("trust-format", "a difference is for other files");
  std::uint32_t modelled = 0;
  if (coded.size() < sizeof(modelled))
    throw TrustError("trust-format", "a difference's frame is cut short");
  for (unsigned i = 0; i < sizeof(modelled); ++i)
    modelled |= std::uint32_t{static_cast<unsigned char>(coded[i])} << (8 * i);
  coded.remove_prefix(sizeof(modelled));
  if (modelled > coded.size())
    throw TrustError("trust-format", "a difference's frame is cut short");
  RangeReader reader(coded.substr(0, modelled));
  const auto coder = std::make_unique<FrameCoder<RangeReader>>(
      reader, plan, old_file, frame * kFrameContent, content, nullptr);
  coder->run();
  if (!reader.used_up())
    throw TrustError("trust-format", "a difference's frame is longer than its changes");
  decompress_literals(coded.substr(modelled), coder->pieces(), content);
}

}  // namespace switchback::difference
