// What tests of configuration files have in common.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "core/migrate/setting.hpp"

namespace switchback::test {

// The first `what` only, which must be there.
inline std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

inline SettingPath path(const char* text) {
  return parse_setting_path(text);
}

}  // namespace switchback::test
