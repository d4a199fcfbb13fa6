#include "core/trust/role_file.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace switchback {

std::string percent_quote(std::string_view text) {
  std::string quoted;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '.' || c == '-' || c == '~';
    if (plain)
      quoted += c;
    else
      quoted += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return quoted;
}

std::string role_file_name(const std::string& role, std::uint64_t version, bool consistent) {
  return consistent ? fmt::format("{}.{}.json", version, percent_quote(role))
                    : percent_quote(role) + ".json";
}

std::string target_file_path(const std::string& target_path, const tuf::TargetFile& target,
                             bool consistent) {
  if (!consistent || target.hashes.empty()) return target_path;
  // Any of the hashes names the file (specification 6.2); the usual one first.
  const auto sha256 = target.hashes.find("sha256");
  const std::string& hash =
      sha256 != target.hashes.end() ? sha256->second : target.hashes.begin()->second;
  const std::size_t slash = target_path.rfind('/');
  const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
  return target_path.substr(0, name) + hash + "." + target_path.substr(name);
}

}  // namespace switchback
