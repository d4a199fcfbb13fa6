#include "repo-tools/ingest/change_references.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/errors.hpp"

namespace switchback {
namespace {

constexpr std::array<std::string_view, 4> kKinds{"config", "db", "cli", "cve"};

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" `");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" `") - begin + 1);
}

bool is_digits(std::string_view text, std::size_t least) {
  return text.size() >= least && text.size() <= 19 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "CVE-2026-1234"
bool is_cve(std::string_view name) {
  return name.starts_with("CVE-") && name.size() > 9 && is_digits(name.substr(4, 4), 4) &&
         name[8] == '-' && is_digits(name.substr(9), 4);
}

// A command may have words: "(cli: serve --listen)". Elsewhere a space means prose.
bool is_reference_name(std::string_view kind, std::string_view name) {
  return !name.empty() && (kind == "cli" || name.find(' ') == std::string_view::npos);
}

std::optional<std::string_view> kind_of(std::string_view inside) {
  const auto colon = inside.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto found = std::find(kKinds.begin(), kKinds.end(), trimmed(inside.substr(0, colon)));
  if (found == kKinds.end()) return std::nullopt;
  return *found;
}

void append_names(std::string_view kind, std::string_view names,
                  std::vector<ChangeReference>& found) {
  while (true) {
    const auto comma = names.find(',');
    const auto name = trimmed(names.substr(0, comma));
    if (kind == "cve" && !is_cve(name)) {
      throw ConfigError(
          "config", fmt::format("\"{}\" is not the name of a CVE, such as CVE-2026-1234", name));
    }
    if (is_reference_name(kind, name)) found.push_back({std::string(kind), std::string(name)});
    if (comma == std::string_view::npos) return;
    names.remove_prefix(comma + 1);
  }
}

}  // namespace

std::vector<ChangeReference> find_change_references(std::string_view text) {
  std::vector<ChangeReference> found;
  while (true) {
    const auto open = text.find('(');
    if (open == std::string_view::npos) return found;
    text.remove_prefix(open + 1);
    const auto end = text.find_first_of("()");
    if (end == std::string_view::npos) return found;
    if (text[end] == '(') continue;
    const auto inside = text.substr(0, end);
    if (const auto kind = kind_of(inside))
      append_names(*kind, inside.substr(inside.find(':') + 1), found);
  }
}

}  // namespace switchback
