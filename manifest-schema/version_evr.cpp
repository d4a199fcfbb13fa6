#include "manifest-schema/version_evr.hpp"

#include <fmt/format.h>

#include "manifest-schema/build_identifier.hpp"

namespace switchback {

std::string version_evr(const Version& version) {
  auto evr = fmt::format("{}.{}.{}", version.major, version.minor, static_cast<int>(version.type));
  if (version.build.empty()) return evr;
  evr.push_back('.');
  for (const char c : build_sort_key(version.build)) {
    const auto byte = static_cast<unsigned char>(c);
    evr.push_back(static_cast<char>('a' + (byte >> 4)));
    evr.push_back(static_cast<char>('a' + (byte & 15)));
  }
  return evr;
}

}  // namespace switchback
