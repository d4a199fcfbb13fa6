// One target may hold several parsers.
#pragma once

#include "base/errors.hpp"

namespace switchback::fuzz {

// Each parser is to meet all bytes, also those that the one before it refused.
template <typename Parse>
void meet(Parse parse) {
  try {
    parse();
  } catch (const Error&) {
    return;
  }
}

}  // namespace switchback::fuzz
