#include "repo-tools/serve/served_path.hpp"

#include <algorithm>

#include "core/transport/url_text.hpp"

namespace switchback {
namespace {

bool sound_component(std::string_view component) {
  return !component.empty() && component.front() != '.' &&
         std::all_of(component.begin(), component.end(), [](char letter) {
           const auto value = static_cast<unsigned char>(letter);
           return value >= 0x20 && value != 0x7f;
         });
}

bool sound_components(std::string_view path) {
  while (true) {
    const auto slash = path.find('/');
    if (!sound_component(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

std::optional<std::string> served_path(std::string_view request_path) {
  if (!request_path.starts_with('/')) return std::nullopt;
  if (request_path == "/") return "index.html";
  auto path = percent_decode(request_path.substr(1));
  if (!path || !sound_components(*path)) return std::nullopt;
  if (*path == "index.html" || path->starts_with("metadata/") || path->starts_with("targets/"))
    return path;
  return std::nullopt;
}

}  // namespace switchback
