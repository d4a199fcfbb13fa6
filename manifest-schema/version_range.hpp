// Conditions on versions as a release states them: ">=0a1", "<1r0", "=0r2", ">=0a1 <1r0". Versions
// with a build identifier are versions of their own: 0r2+1 is above 0r2 and does not satisfy
// "=0r2".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "manifest-schema/version.hpp"

namespace switchback {

enum class Comparison : std::uint8_t { less, less_or_equal, equal, greater_or_equal, greater };

// Takes "<", "<=", "=", ">=" or ">" off the front of `text`; nothing where it begins with something
// else.
std::optional<Comparison> take_comparison(std::string_view& text);
std::string_view comparison_text(Comparison comparison);
// Whether "left COMPARISON right" holds when `order` is left <=> right.
bool holds(Comparison comparison, std::strong_ordering order);

struct VersionCondition {
  Comparison comparison = Comparison::equal;
  Version version;

  bool operator==(const VersionCondition&) const = default;
};

// One or more conditions that all must hold.
struct VersionRange {
  std::vector<VersionCondition> conditions;

  // Conditions are separated by spaces or commas; one space may follow an operator. A bare version
  // is refused: it could mean "exactly" or "at least".
  static std::optional<VersionRange> parse(std::string_view text);
  std::string text() const;  // ">=0a1 <1r0"
  bool contains(const Version& version) const;

  bool operator==(const VersionRange&) const = default;
};

}  // namespace switchback
