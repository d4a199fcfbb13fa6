// Three-way merge of a configuration file, setting by setting.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/migrate/settings_text.hpp"

namespace switchback {

struct SettingConflict {
  SettingPath path;
  // Canonical JSON; nothing where it is not there.
  std::optional<std::string> base;
  std::optional<std::string> mine;
  std::optional<std::string> theirs;
};

enum class ConflictChoice { mine, theirs };

struct SettingsMerge {
  SettingsText result;
  std::vector<SettingPath> changed;  // in the result, against the host's file
  std::vector<SettingConflict> conflicts;
};

// `base` is the default of the old release, `mine` the host's file, `theirs` the new default. What
// only the host changed stays, what only the release changed comes, by edits of the host's text.
// Where both changed a setting differently it is a conflict and `choice` holds. Throws
// MigrationError("config-edit").
SettingsMerge merge_settings(const SettingsText& base, const SettingsText& mine,
                             const SettingsText& theirs, ConflictChoice choice);

}  // namespace switchback
