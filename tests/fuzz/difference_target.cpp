#include "tests/fuzz/difference_target.hpp"

#include <vector>

#include "core/difference/difference_decoder.hpp"
#include "tests/fuzz/targets.hpp"

namespace switchback::fuzz {
namespace {

// A caller compares the size with a signed one; this is enough for all that the format has.
constexpr std::uint64_t kLargest = 256 * 1024;

}  // namespace

void difference(std::string_view bytes) {
  if (bytes.size() < 2) return;
  const std::size_t length =
      static_cast<unsigned char>(bytes[0]) + 256U * static_cast<unsigned char>(bytes[1]);
  bytes.remove_prefix(2);
  const auto plan = switchback::difference::DifferencePlan::parse(bytes.substr(0, length));
  if (plan.new_size == 0 || plan.new_size > kLargest || length > bytes.size()) return;
  static const std::string old_file = difference_old_file();
  std::vector<unsigned char> content(plan.frame_size(0));
  switchback::difference::decode_frame(plan, old_file, 0, bytes.substr(length), content);
}

}  // namespace switchback::fuzz
