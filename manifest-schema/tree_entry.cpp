#include "manifest-schema/tree_entry.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/errors.hpp"
#include "base/utf8.hpp"

namespace switchback {
namespace {

constexpr std::size_t kMaxPathLength = 4096;
constexpr std::size_t kMaxTargetLength = 4095;  // PATH_MAX without the NUL: what symlink(2) takes
constexpr std::size_t kMaxComponentLength = 255;
constexpr std::size_t kMaxComponents = 256;

// `text` made harmless for a message: control characters and broken UTF-8 as \xNN, at most 200
// bytes.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 200)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      out.push_back(c);
      continue;
    }
    std::array<char, 5> escaped{};
    std::snprintf(escaped.data(), escaped.size(), "\\x%02x", static_cast<unsigned>(byte));
    out += escaped.data();
  }
  return text.size() > 200 ? out + "..." : out;
}

[[noreturn]] void refuse(const char* kind, std::string_view text, const char* rule) {
  throw TrustError("trust-format",
                   std::string(kind) + " \"" + printable(text) + "\" is refused: " + rule);
}

// U+0080 to U+009F, which terminals obey like the ASCII control characters.
bool has_c1_control(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (text[i] == '\xc2' && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  return false;
}

// Nothing but U+0020 to U+007E, as in nearly all paths: no rule about characters concerns them.
bool is_plain_ascii(std::string_view text) {
  bool plain = true;
  for (const char c : text) plain &= c >= ' ' && c <= '~';
  return plain;
}

// The rule that the characters of `text` break, or nullptr.
const char* broken_character_rule(std::string_view text) {
  if (is_plain_ascii(text)) return nullptr;
  if (!is_valid_utf8(text)) return "it is not UTF-8";
  if (has_control_character(text) || has_c1_control(text)) return "it has a control character";
  return nullptr;
}

std::string_view take_component(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const std::string_view component = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  return component;
}

}  // namespace

std::uint32_t published_mode(EntryType type, std::uint32_t mode) {
  if (type == EntryType::symlink) return 0;
  return (mode & 0755U) | (type == EntryType::directory ? 0700U : 0400U);
}

std::uint64_t tar_member_length(const TreeEntry& entry) {
  const std::uint64_t content = entry.type == EntryType::file ? entry.size : 0;
  return entry.header_length + (content + 511) / 512 * 512;
}

int compare_tree_paths(std::string_view left, std::string_view right) {
  const std::size_t common = std::min(left.size(), right.size());
  const auto [l, r] = std::mismatch(
      left.begin(), left.begin() + static_cast<std::ptrdiff_t>(common), right.begin());
  if (l == left.begin() + static_cast<std::ptrdiff_t>(common))
    return left.size() == right.size() ? 0 : (left.size() < right.size() ? -1 : 1);
  const auto weight = [](char c) { return c == '/' ? 0 : static_cast<unsigned char>(c) + 1; };
  return weight(*l) - weight(*r);
}

void validate_tree_path(std::string_view path) {
  if (path.empty()) refuse("path", path, "it is empty");
  if (path.size() > kMaxPathLength) refuse("path", path, "it is longer than 4096 bytes");
  if (path.front() == '/') refuse("path", path, "it is absolute");
  if (path.back() == '/') refuse("path", path, "it has an empty component");
  if (const char* rule = broken_character_rule(path)) refuse("path", path, rule);
  std::size_t components = 0;
  for (std::string_view rest = path; !rest.empty();) {
    const std::string_view component = take_component(rest);
    if (component.empty()) refuse("path", path, "it has an empty component");
    if (component == "." || component == "..") refuse("path", path, "it has a . or .. component");
    if (component.size() > kMaxComponentLength)
      refuse("path", path, "a component is longer than 255 bytes");
    if (++components > kMaxComponents) refuse("path", path, "it has more than 256 components");
  }
}

void validate_link_target(std::string_view link_path, std::string_view target) {
  const char* const kind = "symlink target";
  if (target.empty()) refuse(kind, target, "it is empty");
  if (target.size() > kMaxTargetLength) refuse(kind, target, "it is longer than 4095 bytes");
  if (target.front() == '/') refuse(kind, target, "it is absolute");
  if (const char* rule = broken_character_rule(target)) refuse(kind, target, rule);
  auto depth = std::count(link_path.begin(), link_path.end(), '/');
  bool descended = false;
  for (std::string_view rest = target; !rest.empty();) {
    const std::string_view component = take_component(rest);
    if (component.empty() || component == ".") continue;
    if (component.size() > kMaxComponentLength)
      refuse(kind, target, "a component is longer than 255 bytes");
    if (component != "..") {
      descended = true;
    } else if (descended) {
      refuse(kind, target, "it has .. after another component");
    } else if (--depth < 0) {
      refuse(kind, target, "it leaves the tree");
    }
  }
}

void validate_tree_entry(const TreeEntry& entry) {
  validate_tree_path(entry.path);
  const auto check = [&](bool holds, const char* rule) {
    if (!holds) refuse("entry", entry.path, rule);
  };
  const bool is_file = entry.type == EntryType::file;
  check(entry.mode == published_mode(entry.type, entry.mode), "its mode is not a published one");
  check(entry.header_length % 512 == 0 && entry.header_length != 0 &&
            entry.header_length <= kMaxHeaderLength,
        "its header length is not a multiple of 512 up to 64 KiB");
  check(is_file ? entry.size <= kMaxFileSize : entry.size == 0, "its size is out of range");
  check(is_file || entry.sha256 == Sha256Digest{}, "only files have a digest");
  if (entry.type == EntryType::symlink)
    validate_link_target(entry.path, entry.link_target);
  else
    check(entry.link_target.empty(), "only symlinks have a target");
}

}  // namespace switchback
