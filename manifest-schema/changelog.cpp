#include "manifest-schema/changelog.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace switchback {
namespace {

constexpr std::array<std::pair<ChangeType, std::string_view>, 6> kNames{{
    {ChangeType::breaking, "breaking"},
    {ChangeType::needs_action, "needs-action"},
    {ChangeType::security, "security"},
    {ChangeType::added, "added"},
    {ChangeType::changed, "changed"},
    {ChangeType::fixed, "fixed"},
}};

}  // namespace

std::string change_type_name(ChangeType type) {
  return std::string(kNames.at(static_cast<std::size_t>(type)).second);
}

std::optional<ChangeType> parse_change_type(std::string_view name) {
  for (const auto& [type, known] : kNames) {
    if (known == name) return type;
  }
  return std::nullopt;
}

bool marks_security_release(const std::vector<ChangelogEntry>& entries) {
  return std::any_of(entries.begin(), entries.end(), [](const ChangelogEntry& entry) {
    return entry.type == ChangeType::security;
  });
}

}  // namespace switchback
