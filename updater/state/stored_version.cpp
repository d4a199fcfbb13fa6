#include "updater/state/stored_version.hpp"

#include "base/errors.hpp"

namespace switchback {

std::optional<std::string> optional_version(const std::optional<Version>& version) {
  if (!version) return std::nullopt;
  return version->text();
}

Version stored_version(const std::string& text) {
  const auto version = Version::parse(text);
  if (!version) throw StateError("state", "state.db holds a malformed version '" + text + "'");
  return *version;
}

}  // namespace switchback
