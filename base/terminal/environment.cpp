#include "base/terminal/environment.hpp"

namespace switchback {

Environment Environment::from(const char* const* entries) {
  Environment environment;
  for (; entries != nullptr && *entries != nullptr; ++entries) {
    const std::string_view entry = *entries;
    const auto equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    environment.variables_.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return environment;
}

std::optional<std::string> Environment::get(std::string_view name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end()) return std::nullopt;
  return found->second;
}

bool Environment::has(std::string_view name) const {
  const auto found = variables_.find(name);
  return found != variables_.end() && !found->second.empty();
}

}  // namespace switchback
