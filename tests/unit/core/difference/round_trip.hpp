// Differences that are made and applied at once.
#pragma once

#include <string>
#include <string_view>

#include "core/difference/difference_decoder.hpp"
#include "core/difference/encode/difference_encoder.hpp"

namespace switchback::test {

// What a difference makes of an old file, frames in reverse order.
std::string decoded(const difference::Difference& made, std::string_view old_file);

// The difference, after it was seen to give the new file.
difference::Difference checked_difference(std::string_view old_file, std::string_view new_file,
                                          const difference::EncoderOptions& options = {});

// Bytes without any order, the same in every run.
std::string noise(std::size_t size, unsigned seed);

}  // namespace switchback::test
