// The parts of two 64-bit little-endian ELF files (System V ABI, chapter 4), paired by the names of
// their sections.
#pragma once

#include <string_view>

#include "core/difference/image.hpp"

namespace switchback::difference {

// No parts where either is no such file, or is damaged: that costs bytes, nothing else.
Image elf_parts(std::string_view old_file, std::string_view new_file);

}  // namespace switchback::difference
