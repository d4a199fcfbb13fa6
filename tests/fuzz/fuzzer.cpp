// The libFuzzer entry of one target, which the build names.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/errors.hpp"
#include "tests/fuzz/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace switchback;
  static const auto targets = fuzz::targets();
  static const auto target = std::find_if(targets.begin(), targets.end(), [](const auto& one) {
    return one.name == SWITCHBACK_FUZZ_TARGET;
  });
  fuzz::must_hold(target != targets.end(), "there is no target " SWITCHBACK_FUZZ_TARGET);
  try {
    target->run({reinterpret_cast<const char*>(data), size});
  } catch (const Error&) {
    return 0;  // refused, as it should be
  }
  return 0;
}
