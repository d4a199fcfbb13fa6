#include "repo-tools/serve/cache_policy.hpp"

namespace switchback {
namespace {

// "12.snapshot.json", but not "timestamp.json".
bool has_version_prefix(std::string_view name) {
  const auto digits = name.find_first_not_of("0123456789");
  return digits != 0 && digits != std::string_view::npos && name[digits] == '.';
}

}  // namespace

std::string_view cache_control(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  const bool changes =
      path == "index.html" || (path.starts_with("metadata/") && !has_version_prefix(name));
  return changes ? "no-cache" : "public, max-age=31536000, immutable";
}

std::string_view content_type(std::string_view path) {
  if (path.ends_with(".json")) return "application/json";
  if (path.ends_with(".html")) return "text/html; charset=utf-8";
  return "application/octet-stream";
}

}  // namespace switchback
