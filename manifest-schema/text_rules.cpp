#include "manifest-schema/text_rules.hpp"

#include <algorithm>

#include "base/units.hpp"

namespace switchback::rules {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool all_of(std::string_view text, std::string_view also) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter(c) || is_digit(c) || also.find(c) != std::string_view::npos;
  });
}

std::string nothing(std::string_view) {
  return {};
}

std::string check_some_text(std::string_view text) {
  return text.empty() ? "is empty" : std::string();
}

std::string check_name(std::string_view text) {
  const bool valid = !text.empty() && text.size() <= 64 &&
                     (is_letter(text[0]) || is_digit(text[0])) && all_of(text, "._@:-");
  return valid ? std::string() : "is not a name of letters, digits and . _ @ : -";
}

std::string check_user_name(std::string_view text) {
  const bool valid = !text.empty() && text.size() <= 32 && (is_letter(text[0]) || text[0] == '_') &&
                     all_of(text, "._-");
  return valid ? std::string() : "is not the name of a user";
}

std::string check_environment_name(std::string_view text) {
  const bool valid = !text.empty() && !is_digit(text[0]) && all_of(text, "_");
  return valid ? std::string() : "is not the name of an environment variable";
}

std::string check_size(std::string_view text) {
  return parse_size(text) ? std::string() : "is not a size, such as 200MiB";
}

std::string check_duration(std::string_view text) {
  return parse_duration(text) ? std::string()
                              : "is not a duration with its unit, such as 500ms, 10s or 5m";
}

std::string check_http_url(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    const auto rest = text.substr(scheme.size());
    if (!rest.empty() && rest.front() != '/' && rest.find(' ') == std::string_view::npos) return {};
  }
  return "is not an http:// or https:// address";
}

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || text[0] == '0' ||
      !std::all_of(text.begin(), text.end(), is_digit)) {
    return false;
  }
  return std::stoi(std::string(text)) <= 65535;
}

std::string check_tcp_address(std::string_view text) {
  const auto colon = text.rfind(':');
  bool valid = colon != std::string_view::npos && is_port(text.substr(colon + 1));
  if (valid) {
    auto host = text.substr(0, colon);
    const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (brackets) host = host.substr(1, host.size() - 2);
    valid = !host.empty() && all_of(host, brackets ? ":.%-_" : ".-_");
  }
  return valid ? std::string() : "is not HOST:PORT";
}

std::string check_package(std::string_view text) {
  const bool valid = !text.empty() && text.size() <= 256 && text[0] != '-' &&
                     text.find(' ') == std::string_view::npos;
  return valid ? std::string() : "is not the name of a package";
}

}  // namespace

TextRule free_text() {
  return {"text", nothing, true};
}
TextRule some_text() {
  return {"text, not empty", check_some_text};
}
TextRule name() {
  return {"name", check_name};
}
TextRule user_name() {
  return {"user", check_user_name};
}
TextRule environment_name() {
  return {"environment variable", check_environment_name};
}
TextRule size() {
  return {"size", check_size};
}
TextRule duration() {
  return {"duration", check_duration};
}
TextRule http_url() {
  return {"http(s) address", check_http_url};
}
TextRule tcp_address() {
  return {"host:port", check_tcp_address};
}
TextRule package() {
  return {"package", check_package};
}

}  // namespace switchback::rules
