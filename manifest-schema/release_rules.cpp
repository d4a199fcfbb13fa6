#include "manifest-schema/release_rules.hpp"

#include <fmt/format.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "manifest-schema/document_error.hpp"

namespace switchback {
namespace {

using nlohmann::json;

DocumentPath element_path(const char* list, std::size_t index) {
  return {list, fmt::format("[{}]", index)};
}

DocumentPath member_path(const char* list, std::size_t index, const char* key) {
  auto path = element_path(list, index);
  path.emplace_back(key);
  return path;
}

using Check = std::function<void(const json& element, std::size_t index)>;

void for_each(const json& document, const char* list, const Check& check) {
  const auto found = document.find(list);
  if (found == document.end()) return;
  for (std::size_t i = 0; i < found->size(); ++i) check((*found)[i], i);
}

// "data/" and "data" are one path.
std::string without_slash(std::string text) {
  if (text.ends_with('/')) text.pop_back();
  return text;
}

void check_unique(const json& document, const char* list, const char* key) {
  std::map<std::string, std::size_t> seen;
  for_each(document, list, [&](const json& element, std::size_t index) {
    if (!element.contains(key)) return;
    const auto text = element.at(key).get<std::string>();
    const auto [place, is_new] = seen.emplace(without_slash(text), index);
    if (is_new) return;
    throw DocumentError(
        member_path(list, index, key),
        fmt::format("\"{}\" is given twice, first in {}[{}]", text, list, place->second));
  });
}

void require_key(const char* list, const json& element, std::size_t index, const char* key) {
  if (element.contains(key)) return;
  throw DocumentError(element_path(list, index),
                      fmt::format("\"{}\" is missing, which the driver {} needs", key,
                                  element.at("driver").get<std::string>()));
}

void refuse_key(const char* list, const json& element, std::size_t index, const char* key) {
  if (!element.contains(key)) return;
  throw DocumentError(
      member_path(list, index, key),
      fmt::format("has no meaning for the driver {}", element.at("driver").get<std::string>()));
}

void check_database(const json& database, std::size_t index) {
  const bool is_file = database.at("driver") == "sqlite";
  require_key("databases", database, index, is_file ? "path" : "dsn_env");
  refuse_key("databases", database, index, is_file ? "dsn_env" : "path");
}

void check_service(const json& service, std::size_t index) {
  const auto driver = service.at("driver").get<std::string>();
  if (driver == "systemd") {
    for (const char* key : {"start", "stop", "user", "env", "working_directory"}) {
      refuse_key("services", service, index, key);
    }
    return;
  }
  require_key("services", service, index, "start");
  refuse_key("services", service, index, "unit");
  if (driver == "command") require_key("services", service, index, "stop");
}

void check_preserve(const json& preserve, std::size_t index) {
  const auto link = preserve.find("link");
  if (link == preserve.end()) return;
  const auto target = link->get<std::string>();
  if (target.substr(0, target.find('/')) == ".switchback") {
    throw DocumentError(member_path("preserve", index, "link"),
                        fmt::format("\"{}\" belongs to the release's own description", target));
  }
}

void check_health(const json& health, std::size_t index) {
  if (!health.contains("expect") || health.contains("http")) return;
  throw DocumentError(member_path("health", index, "expect"), "has a meaning for http only");
}

void check_product(const json& document, std::string_view product) {
  const auto named = document.find("product");
  if (named == document.end() || named->get_ref<const std::string&>() == product) return;
  throw DocumentError({"product"}, fmt::format("\"{}\" is not the product being published, \"{}\"",
                                               named->get<std::string>(), product));
}

}  // namespace

void check_release_rules(const json& document, std::string_view product) {
  check_product(document, product);
  check_unique(document, "preserve", "path");
  check_unique(document, "preserve", "link");
  check_unique(document, "databases", "name");
  check_unique(document, "services", "name");
  check_unique(document, "health", "name");
  for_each(document, "preserve", check_preserve);
  for_each(document, "databases", check_database);
  for_each(document, "services", check_service);
  for_each(document, "health", check_health);
}

}  // namespace switchback
