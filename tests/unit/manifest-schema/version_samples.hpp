// A generated set of versions with every interesting pair in it.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "manifest-schema/version.hpp"

namespace switchback {

inline std::vector<Version> sample_versions() {
  const std::vector<std::string> builds{
      "",  "0",  "1",  "01",  "9",    "10",    "99999999999999999999",
      "a", "A",  "Z",  "aa",  "a.1",  "1.a",   "1.0",
      "-", "--", "1-", "a-b", "rc.9", "rc.10", "00"};
  std::vector<Version> versions;
  for (const std::uint32_t major : {0U, 10U, 4294967295U}) {
    for (const std::uint32_t minor : {1U, 9U, 10U}) {
      for (const auto type : {ReleaseType::alpha, ReleaseType::beta, ReleaseType::release}) {
        for (const auto& build : builds) versions.push_back({major, minor, type, build});
      }
    }
  }
  return versions;
}

}  // namespace switchback
