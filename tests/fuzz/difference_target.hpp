// What the target "difference" decodes: the plan's length in two bytes, the plan, then one frame.
#pragma once

#include <string>

#include "tests/unit/core/difference/sample_elf.hpp"

namespace switchback::fuzz {

inline std::string difference_old_file() {
  return test::sample_elf(test::sample_functions(12, 6));
}

}  // namespace switchback::fuzz
