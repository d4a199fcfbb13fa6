// Rules for products, versions and conditions on them.
#include <algorithm>
#include <optional>

#include "manifest-schema/release_manifest.hpp"
#include "manifest-schema/text_rules.hpp"
#include "manifest-schema/version.hpp"
#include "manifest-schema/version_range.hpp"

namespace switchback::rules {
namespace {

// "2", "5.10", "1.2.3": at most eight numbers.
bool is_dotted_number(std::string_view text) {
  int parts = 0;
  while (true) {
    const auto dot = text.find('.');
    const auto part = text.substr(0, dot);
    const bool digits =
        std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (part.empty() || part.size() > 9 || !digits || ++parts > 8) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_dotted_condition(std::string_view text) {
  if (!take_comparison(text)) return false;
  if (text.starts_with(' ')) text.remove_prefix(1);
  return is_dotted_number(text);
}

// The text after the name and one space; nothing where there is no space.
struct NameAndRest {
  std::string_view name;
  std::optional<std::string_view> rest;
};

NameAndRest split_name(std::string_view text) {
  const auto space = text.find(' ');
  if (space == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, space), text.substr(space + 1)};
}

std::string check_product_name(std::string_view text) {
  return is_product_name(text)
             ? std::string()
             : "is not a product name: lower-case letters, digits and -, at most 64";
}

std::string check_version(std::string_view text) {
  return Version::parse(text) ? std::string()
                              : "is not a version, such as 0a1, 12r3 or 0b2+hotfix.4";
}

std::string check_version_range(std::string_view text) {
  return VersionRange::parse(text) ? std::string()
                                   : "is not a condition on versions, such as >=0a1 or <1r0";
}

std::string check_requirement(std::string_view text) {
  const auto [name, rest] = split_name(text);
  const bool valid =
      is_product_name(name) && (!rest || VersionRange::parse(*rest) || is_dotted_condition(*rest));
  return valid ? std::string()
               : "is not a product, perhaps with a condition, such as \"runtime >=0r3\"";
}

std::string check_capability(std::string_view text) {
  const auto [name, rest] = split_name(text);
  const bool valid =
      is_product_name(name) && (!rest || Version::parse(*rest) || is_dotted_number(*rest));
  return valid ? std::string() : "is not a name, perhaps with its version, such as \"chat-api 2\"";
}

std::string check_dotted_condition(std::string_view text) {
  return is_dotted_condition(text) ? std::string() : "is not a condition such as >=5.10";
}

}  // namespace

TextRule product_name() {
  return {"product", check_product_name};
}
TextRule version() {
  return {"version", check_version};
}
TextRule version_range() {
  return {"condition on versions", check_version_range};
}
TextRule requirement() {
  return {"product with a condition", check_requirement};
}
TextRule capability() {
  return {"capability with its version", check_capability};
}
TextRule dotted_condition() {
  return {"condition on a dotted number", check_dotted_condition};
}

}  // namespace switchback::rules
