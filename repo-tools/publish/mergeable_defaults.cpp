#include "repo-tools/publish/mergeable_defaults.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/beneath.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/migrate/settings_text.hpp"

namespace switchback {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxSettingsFile = 4 * 1024 * 1024;

std::optional<SettingsFormat> format_of(const json& entry) {
  const std::string name = entry.value("format", "");
  if (name == "yaml") return SettingsFormat::yaml;
  if (name == "json") return SettingsFormat::json;
  if (name == "ini") return SettingsFormat::ini;
  if (name == "toml") return SettingsFormat::toml;
  if (name == "env") return SettingsFormat::env;
  return std::nullopt;
}

std::optional<std::string> read_default(const std::filesystem::path& tree,
                                        const std::string& path) {
  const Descriptor folder = open_file(tree, O_RDONLY | O_DIRECTORY);
  try {
    const Descriptor file = open_beneath(folder.get(), path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
    if (!S_ISREG(stat_of(file.get(), path).st_mode)) return std::nullopt;
    return read_all(file.get(), kMaxSettingsFile, path);
  } catch (const StorageError& error) {
    if (error.error_number() == ELOOP) return std::nullopt;
    if (error.error_number() == EFBIG) throw ConfigError("config", "is longer than 4 MiB");
    throw;
  }
}

void check_operation(const json& operation, const SettingsSyntax& syntax) {
  if (const auto rename = operation.find("rename"); rename != operation.end())
    for (const char* end : {"from", "to"})
      syntax.key_text(parse_setting_path((*rename)[end].get<std::string>()));
  if (const auto addition = operation.find("set-default"); addition != operation.end()) {
    syntax.key_text(parse_setting_path((*addition)["key"].get<std::string>()));
    syntax.value_text((*addition)["value"].dump());
  }
  if (const auto removal = operation.find("remove"); removal != operation.end())
    parse_setting_path((*removal)["key"].get<std::string>());
}

// `where` is "preserve[0]".
void check(const std::filesystem::path& tree, const json& entry, const std::string& where) {
  const auto format = format_of(entry);
  if (!format) return;
  std::string place;
  try {
    const auto operations = entry.value("operations", json::array());
    for (std::size_t i = 0; i < operations.size(); ++i) {
      place = fmt::format("{}.operations[{}]", where, i);
      check_operation(operations[i], syntax_of(*format));
    }
    if (!entry.contains("default")) return;
    const auto path = entry["default"].get<std::string>();
    place = where + ".default: " + path;
    if (auto text = read_default(tree, path)) SettingsText(*format, std::move(*text));
  } catch (const ConfigError& error) {
    throw ConfigError("config", place + ": " + error.what(),
                      "correct it, or declare 'format: text' to have it merged line by line");
  }
}

}  // namespace

void require_mergeable_defaults(const std::filesystem::path& tree,
                                const ReleaseDescription& release, const std::string& file) {
  const json document = json::parse(release.json);
  const json preserved = document.value("preserve", json::array());
  for (std::size_t i = 0; i < preserved.size(); ++i) {
    try {
      check(tree, preserved[i], fmt::format("preserve[{}]", i));
    } catch (const ConfigError& error) {
      throw ConfigError("config", file + ": " + error.what(), error.next_step());
    }
  }
}

}  // namespace switchback
