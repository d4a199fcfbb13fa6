// Versions: {major}{a|b|r}{minor}[+build]. Order is major, then minor, then type (a < b < r); a
// build identifier breaks ties only. This is not the alphabetical order: 0r1 < 0a2. The type is the
// channel.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace switchback {

enum class ReleaseType : std::uint8_t { alpha, beta, release };
enum class Channel : std::uint8_t { alpha, beta, stable };

struct Version {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  ReleaseType type = ReleaseType::alpha;
  std::string build;  // without the '+'; see build_identifier.hpp

  // "12r3+hotfix.4"; no leading zeros, nothing else around it.
  static std::optional<Version> parse(std::string_view text);
  // Also legacy "a.1.1-1" (type.major.minor-build), which is 1a1+1.
  static std::optional<Version> parse_legacy(std::string_view text);
  // parse() or ConfigError("usage").
  static Version from_argument(std::string_view text);

  std::string text() const;
  // As it stands in file names and URLs: '+' is written '~'.
  std::string path_text() const;

  std::strong_ordering operator<=>(const Version& other) const;
  bool operator==(const Version& other) const = default;
};

// The version of an installation older than Switchback that says nothing about order, such as
// "3.0.0".
struct LegacyLabel {
  std::string text;  // [0-9A-Za-z][0-9A-Za-z._+~-]*, at most kMaxLegacyLabelLength bytes

  bool operator==(const LegacyLabel&) const = default;
};
inline constexpr std::size_t kMaxLegacyLabelLength = 64;

// What `adopt --legacy` and a legacy version.json name: a version, a legacy version or else a
// label.
std::optional<std::variant<Version, LegacyLabel>> parse_adopted_version(std::string_view text);

// Inverse of Version::path_text().
std::optional<Version> parse_version_path_text(std::string_view text);

// alpha sees a, b and r; beta sees b and r; stable sees r.
bool channel_sees(Channel channel, ReleaseType type);
Channel channel_of(ReleaseType type);
std::optional<Channel> parse_channel(std::string_view text);
std::string_view channel_name(Channel channel);

}  // namespace switchback
