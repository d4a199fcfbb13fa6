#include "core/tree/pax_records.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string>

#include "base/errors.hpp"
#include "manifest-schema/tree_entry.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kUstarSizeLimit = std::uint64_t{1} << 33;

[[noreturn]] void refuse(const std::string& reason) {
  throw TrustError("trust-format", "pax header: " + reason);
}

struct Record {
  std::string_view key;
  std::string_view value;
};

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool canonical = !text.empty() && (text.front() != '0' || text.size() == 1);
  if (error != std::errc() || end != text.data() + text.size() || !canonical) return std::nullopt;
  return value;
}

// "LENGTH KEY=VALUE\n", where LENGTH counts all of it.
Record take_record(std::string_view& body) {
  const std::size_t space = body.substr(0, 20).find(' ');
  if (space == std::string_view::npos) refuse("a record has no length");
  const auto length = decimal(body.substr(0, space));
  if (!length || *length > body.size() || *length < space + 4) refuse("a record's length is wrong");
  std::string_view record = body.substr(space + 1, static_cast<std::size_t>(*length) - space - 1);
  body.remove_prefix(static_cast<std::size_t>(*length));
  const std::size_t equals = record.find('=');
  if (record.back() != '\n' || equals == std::string_view::npos || equals == 0)
    refuse("a record is malformed");
  record.remove_suffix(1);
  return {record.substr(0, equals), record.substr(equals + 1)};
}

// What only says who owned a file, when it changed or which attributes it had: read over, never
// restored.
bool is_harmless(std::string_view key) {
  static constexpr std::array<std::string_view, 13> kKeys{
      "path",  "linkpath", "mtime",   "atime",         "ctime",      "uid",       "gid",
      "uname", "gname",    "comment", "SCHILY.fflags", "SCHILY.dev", "SCHILY.ino"};
  static constexpr std::array<std::string_view, 5> kPrefixes{
      "SCHILY.xattr.", "SCHILY.acl.", "LIBARCHIVE.", "RHT.security.", "SCHILY.nlink"};
  return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end() ||
         std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](std::string_view prefix) {
           return key.substr(0, prefix.size()) == prefix;
         });
}

bool holds_bytes(std::string_view key) {
  return key.find(".xattr.") != std::string_view::npos || key == "comment";
}

std::uint64_t checked_size(std::string_view value) {
  const auto size = decimal(value);
  if (!size || *size > kMaxFileSize) refuse("the size is malformed");
  if (*size < kUstarSizeLimit) refuse("it replaces a size that the ustar header can hold");
  return *size;
}

}  // namespace

std::optional<std::uint64_t> check_pax_records(std::string_view body, PaxScope scope) {
  std::set<std::string_view> seen;
  std::optional<std::uint64_t> size;
  while (!body.empty()) {
    const auto [key, value] = take_record(body);
    if (!seen.insert(key).second) refuse("a record is repeated");
    if (scope == PaxScope::whole_archive && key != "comment")
      refuse("a global header sets more than a comment");
    if (!holds_bytes(key) && value.find('\0') != std::string_view::npos)
      refuse("a value has a NUL");
    if (key == "size")
      size = checked_size(value);
    else if (!is_harmless(key))
      refuse("a record is of an unknown or unsupported kind");
  }
  return size;
}

}  // namespace switchback
