// Makes the content of a new file, frame by frame in any order, on any number of threads.
#pragma once

#include <span>
#include <string_view>

#include "core/difference/plan.hpp"

namespace switchback::difference {

// Fills `content`, of plan.frame_size(frame) bytes, from what the encoder wrote for that frame.
// `old_file` has plan.old_size bytes. Throws TrustError("trust-format") where `coded` is no such
// frame; bytes that merely differ from what was written give other content: the caller compares a
// hash. Memory beside these: about 6 MiB.
void decode_frame(const DifferencePlan& plan, std::string_view old_file, std::uint64_t frame,
                  std::string_view coded, std::span<unsigned char> content);

}  // namespace switchback::difference
