// A copy of a file in which everything that depends on where code and data stand is masked: moved
// code is then equal to what it was, so that long exact matches find it. Only the encoder uses
// this, to look for copies.
#pragma once

#include <string>
#include <string_view>

#include "core/difference/image.hpp"

namespace switchback::difference {

enum class Side { before, after };
std::string masked(std::string_view file, const Image& image, Side side);

}  // namespace switchback::difference
