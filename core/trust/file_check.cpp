#include "core/trust/file_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "base/digest.hpp"
#include "base/errors.hpp"

namespace switchback {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw TrustError("trust-length-or-hash", why);
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

void check_length_and_hashes(std::string_view name, std::string_view bytes,
                             std::optional<std::uint64_t> length, const tuf::Hashes& hashes) {
  if (length && *length != bytes.size())
    refuse(fmt::format("{} has {} bytes, not the signed {}", name, bytes.size(), *length));
  bool known = hashes.empty();
  for (const auto& [algorithm, expected] : hashes) {
    if (algorithm != "sha256" && algorithm != "sha512") continue;
    known = true;
    const std::string actual = algorithm == "sha256" ? Sha256::of(bytes).hex() : sha512_hex(bytes);
    if (actual != lower_case(expected))
      refuse(fmt::format("{} has {} {}, not the signed {}", name, algorithm, actual, expected));
  }
  if (!known) refuse(fmt::format("{} has no hash of an algorithm known here", name));
}

}  // namespace switchback
