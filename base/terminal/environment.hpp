// The environment as a value: main() takes it once from the process and hands it to what may look
// at it, so that nothing below reads it behind the caller's back and tests need no setenv.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace switchback {

class Environment {
 public:
  Environment() = default;
  Environment(std::initializer_list<std::pair<const std::string, std::string>> variables)
      : variables_(variables) {}
  // `entries` is main's third argument (or ::environ): "NAME=value" strings, ended by a null
  // pointer.
  static Environment from(const char* const* entries);

  // Nothing where the variable is not set; a variable set to the empty string is an empty string.
  std::optional<std::string> get(std::string_view name) const;
  const std::map<std::string, std::string, std::less<>>& all() const { return variables_; }
  // Set and not empty: how NO_COLOR and its kind are meant (no-color.org).
  bool has(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> variables_;
};

}  // namespace switchback
