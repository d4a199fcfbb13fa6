// Changelog entries as the manifest carries them. repo-tools parses the Markdown (headings
// Breaking, Added, Changed, Fixed, Security, Needs action).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace switchback {

enum class ChangeType { breaking, needs_action, security, added, changed, fixed };

// Something an entry names: "(config: http.port)" is {"config", "http.port"}.
struct ChangeReference {
  std::string kind;  // config, db, cli or cve
  std::string name;

  bool operator==(const ChangeReference&) const = default;
};

struct ChangelogEntry {
  ChangeType type = ChangeType::changed;
  std::string text;
  std::vector<ChangeReference> references;

  bool operator==(const ChangelogEntry&) const = default;
};

// "breaking", "needs-action", "security", "added", "changed", "fixed".
std::string change_type_name(ChangeType type);
std::optional<ChangeType> parse_change_type(std::string_view name);

// An entry under "Security" marks the whole release, as does `security: true` in release.yml.
bool marks_security_release(const std::vector<ChangelogEntry>& entries);

}  // namespace switchback
