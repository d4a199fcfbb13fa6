#include "manifest-schema/version_range.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace switchback {
namespace {

// Two-character operators first, because "<" is a prefix of "<=".
constexpr std::array<std::pair<std::string_view, Comparison>, 5> kOperators{{
    {"<=", Comparison::less_or_equal},
    {">=", Comparison::greater_or_equal},
    {"<", Comparison::less},
    {">", Comparison::greater},
    {"=", Comparison::equal},
}};
constexpr std::string_view kSeparators = " ,";

void skip_separators(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kSeparators), text.size()));
}

std::optional<VersionCondition> take_condition(std::string_view& text) {
  const auto comparison = take_comparison(text);
  if (!comparison) return std::nullopt;
  if (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  const auto end = std::min(text.find_first_of(kSeparators), text.size());
  const auto version = Version::parse(text.substr(0, end));
  if (!version) return std::nullopt;
  text.remove_prefix(end);
  return VersionCondition{*comparison, *version};
}

}  // namespace

std::optional<Comparison> take_comparison(std::string_view& text) {
  for (const auto& [name, comparison] : kOperators) {
    if (!text.starts_with(name)) continue;
    text.remove_prefix(name.size());
    return comparison;
  }
  return std::nullopt;
}

std::string_view comparison_text(Comparison comparison) {
  const auto* found = std::find_if(kOperators.begin(), kOperators.end(),
                                   [&](const auto& entry) { return entry.second == comparison; });
  return found->first;
}

bool holds(Comparison comparison, std::strong_ordering order) {
  switch (comparison) {
    case Comparison::less:
      return order < 0;
    case Comparison::less_or_equal:
      return order <= 0;
    case Comparison::equal:
      return order == 0;
    case Comparison::greater_or_equal:
      return order >= 0;
    case Comparison::greater:
      break;
  }
  return order > 0;
}

std::optional<VersionRange> VersionRange::parse(std::string_view text) {
  VersionRange range;
  for (skip_separators(text); !text.empty(); skip_separators(text)) {
    const auto condition = take_condition(text);
    if (!condition) return std::nullopt;
    range.conditions.push_back(*condition);
  }
  if (range.conditions.empty()) return std::nullopt;
  return range;
}

std::string VersionRange::text() const {
  std::string joined;
  for (const auto& [comparison, version] : conditions) {
    if (!joined.empty()) joined.push_back(' ');
    joined.append(comparison_text(comparison)).append(version.text());
  }
  return joined;
}

bool VersionRange::contains(const Version& version) const {
  return std::all_of(conditions.begin(), conditions.end(), [&](const VersionCondition& condition) {
    return holds(condition.comparison, version <=> condition.version);
  });
}

}  // namespace switchback
