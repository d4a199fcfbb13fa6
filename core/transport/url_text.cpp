#include "core/transport/url_text.hpp"

#include <algorithm>

#include "base/hex.hpp"

namespace switchback {
namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char byte = text[i];
    if (byte == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const auto value = hex_decode(std::string{lower(text[i + 1]), lower(text[i + 2])});
      if (!value) return std::nullopt;
      byte = value->front();
      i += 2;
    }
    if (byte == '\0') return std::nullopt;
    decoded += byte;
  }
  return decoded;
}

std::string request_path(std::string_view path) {
  std::string encoded;
  encoded.reserve(path.size());
  for (const char byte : path) {
    const auto value = static_cast<unsigned char>(byte);
    if (value > 0x20 && value < 0x7f && byte != '#')
      encoded += byte;
    else
      encoded += '%' + hex_encode({&byte, 1});
  }
  return encoded;
}

std::string url_scheme(std::string_view url) {
  const auto end = url.find("://");
  if (end == std::string_view::npos) return {};
  std::string scheme(url.substr(0, end));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), lower);
  return scheme;
}

std::string url_for_display(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::string(url);
  const auto host = scheme + 3;
  const auto end = std::min(url.find_first_of("/?#", host), url.size());
  const auto at = url.substr(0, end).rfind('@');
  if (at == std::string_view::npos || at < host) return std::string(url);
  return std::string(url.substr(0, host)) + std::string(url.substr(at + 1));
}

std::optional<std::string> path_of_file_url(std::string_view url) {
  if (url_scheme(url) != "file") return std::nullopt;
  url.remove_prefix(std::string_view("file://").size());
  constexpr std::string_view kLocalHost = "localhost/";
  if (url.starts_with(kLocalHost)) url.remove_prefix(kLocalHost.size() - 1);
  if (!url.starts_with('/')) return std::nullopt;
  return percent_decode(url);
}

bool leaves_base(std::string_view path) {
  while (true) {
    const auto slash = path.find('/');
    if (path.substr(0, slash) == "..") return true;
    if (slash == std::string_view::npos) return false;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace switchback
