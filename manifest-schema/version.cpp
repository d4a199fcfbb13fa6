#include "manifest-schema/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>

#include "base/errors.hpp"
#include "manifest-schema/build_identifier.hpp"

namespace switchback {
namespace {

constexpr std::string_view kTypeLetters = "abr";

std::optional<ReleaseType> type_of(char letter) {
  const auto index = kTypeLetters.find(letter);
  if (index == std::string_view::npos) return std::nullopt;
  return static_cast<ReleaseType>(index);
}

// Takes a number without leading zeros off the front of `text`.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const auto length = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || (text.front() == '0' && length > 1)) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<ReleaseType> take_type(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const auto type = type_of(text.front());
  if (type) text.remove_prefix(1);
  return type;
}

// The optional build identifier, up to the end of the text.
bool take_build(std::string_view text, char separator, std::string& build) {
  if (text.empty()) return true;
  if (!take(text, separator) || !is_build_identifier(text)) return false;
  build = text;
  return true;
}

std::optional<Version> parse_with(std::string_view text, char build_separator) {
  Version version;
  const auto major = take_number(text);
  if (!major) return std::nullopt;
  const auto type = take_type(text);
  if (!type) return std::nullopt;
  const auto minor = take_number(text);
  if (!minor || !take_build(text, build_separator, version.build)) return std::nullopt;
  version.major = *major;
  version.type = *type;
  version.minor = *minor;
  return version;
}

// "a.1.1-1": type.major.minor-build.
std::optional<Version> parse_dotted(std::string_view text) {
  Version version;
  const auto type = take_type(text);
  if (!type || !take(text, '.')) return std::nullopt;
  const auto major = take_number(text);
  if (!major || !take(text, '.')) return std::nullopt;
  const auto minor = take_number(text);
  if (!minor || !take_build(text, '-', version.build)) return std::nullopt;
  version.type = *type;
  version.major = *major;
  version.minor = *minor;
  return version;
}

std::string join(const Version& version, char build_separator) {
  auto text = fmt::format("{}{}{}", version.major,
                          kTypeLetters[static_cast<std::size_t>(version.type)], version.minor);
  if (!version.build.empty()) text += build_separator + version.build;
  return text;
}

bool is_label_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view("._+~-").find(c) != std::string_view::npos;
}

bool is_legacy_label(std::string_view text) {
  return !text.empty() && text.size() <= kMaxLegacyLabelLength &&
         std::string_view("._+~-").find(text.front()) == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), is_label_character);
}

}  // namespace

std::optional<Version> Version::parse(std::string_view text) {
  return parse_with(text, '+');
}

std::optional<Version> Version::parse_legacy(std::string_view text) {
  const auto version = parse(text);
  return version ? version : parse_dotted(text);
}

Version Version::from_argument(std::string_view text) {
  if (auto version = parse(text)) return *version;
  throw ConfigError(
      "usage", fmt::format("\"{}\" is not a version", text),
      "A version is a major number, a, b or r, a minor number and perhaps a build: 0a1, "
      "12r3, 0b2+hotfix.4.");
}

std::string Version::text() const {
  return join(*this, '+');
}

std::string Version::path_text() const {
  return join(*this, '~');
}

std::strong_ordering Version::operator<=>(const Version& other) const {
  const auto order =
      std::tie(major, minor, type) <=> std::tie(other.major, other.minor, other.type);
  if (order != 0 || build == other.build) return order;
  return build_sort_key(build).compare(build_sort_key(other.build)) <=> 0;
}

std::optional<std::variant<Version, LegacyLabel>> parse_adopted_version(std::string_view text) {
  if (const auto version = Version::parse_legacy(text)) return *version;
  if (is_legacy_label(text)) return LegacyLabel{std::string(text)};
  return std::nullopt;
}

std::optional<Version> parse_version_path_text(std::string_view text) {
  return parse_with(text, '~');
}

bool channel_sees(Channel channel, ReleaseType type) {
  return static_cast<int>(type) >= static_cast<int>(channel);
}

Channel channel_of(ReleaseType type) {
  return static_cast<Channel>(type);
}

std::optional<Channel> parse_channel(std::string_view text) {
  for (const auto channel : {Channel::alpha, Channel::beta, Channel::stable}) {
    if (channel_name(channel) == text) return channel;
  }
  return std::nullopt;
}

std::string_view channel_name(Channel channel) {
  switch (channel) {
    case Channel::alpha:
      return "alpha";
    case Channel::beta:
      return "beta";
    case Channel::stable:
      break;
  }
  return "stable";
}

}  // namespace switchback
