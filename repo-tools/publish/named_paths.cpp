#include "repo-tools/publish/named_paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "base/errors.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

using nlohmann::json;

enum class Wanted { anything, file, folder };

struct NamedPath {
  std::string where;  // "preserve[0].default"
  std::string path;
  Wanted wanted = Wanted::anything;
};

void for_each(const json& object, const char* list, const std::string& where,
              const std::function<void(const json&, const std::string&)>& visit) {
  const auto found = object.find(list);
  if (found == object.end()) return;
  for (std::size_t i = 0; i < found->size(); ++i)
    visit((*found)[i], fmt::format("{}{}[{}]", where, list, i));
}

// The document is valid (release_shape).
class Collector {
 public:
  explicit Collector(const json& document) {
    for_each(document, "preserve", "", [this](const json& entry, const std::string& where) {
      take(entry, "default", where, Wanted::anything);
      take(entry, "schema", where, Wanted::file);
      take_program(entry, "check", where);
      if (entry.contains("link")) links_.push_back(entry["link"]);
    });
    for_each(document, "databases", "", [this](const json& entry, const std::string& where) {
      take(entry, "migrations", where, Wanted::folder);
    });
    for_each(document, "services", "", [this](const json& entry, const std::string& where) {
      take_program(entry, "start", where);
      take_program(entry, "stop", where);
    });
    for_each(document, "health", "", [this](const json& entry, const std::string& where) {
      take_program(entry, "command", where);
    });
    take_commands(document.value("requires", json::object()), "checks", "requires.");
    for (const char* group : {"maintenance", "hooks"}) {
      const json lists = document.value(group, json::object());
      for (const auto& [name, ignored] : lists.items())
        take_commands(lists, name.c_str(), std::string(group) + ".");
    }
  }

  const std::vector<NamedPath>& paths() const { return paths_; }
  const std::vector<std::string>& links() const { return links_; }

 private:
  void take(const json& object, const char* key, const std::string& where, Wanted wanted) {
    if (object.contains(key)) paths_.push_back({where + "." + key, object[key], wanted});
  }
  void take_program(const json& object, const char* key, const std::string& where) {
    if (object.contains(key)) take_argv(object[key], where + "." + key);
  }
  void take_argv(const json& argv, const std::string& where) {
    constexpr std::string_view kTree = "{tree}/";
    std::string program = argv.at(0);
    if (program.starts_with(kTree))
      program.erase(0, kTree.size());
    else if (program.front() == '/' || program.front() == '{' ||
             program.find('/') == std::string::npos)
      return;
    paths_.push_back({where, program, Wanted::file});
  }
  void take_commands(const json& object, const char* list, const std::string& where) {
    for_each(object, list, where, [this](const json& command, const std::string& at) {
      take_argv(command.is_array() ? command : command.at("run"), at);
    });
  }

  std::vector<NamedPath> paths_;
  std::vector<std::string> links_;
};

bool is_beneath(std::string_view path, std::string_view folder) {
  return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

// What is wrong with it; empty where nothing is, or where a symlink is on the way.
std::string problem_of(const fs::path& tree, const NamedPath& named) {
  fs::path so_far = tree;
  fs::file_status status;
  for (const auto& component : fs::path(named.path)) {
    if (component.empty()) break;  // a slash at the end
    so_far /= component;
    std::error_code ignored;
    status = fs::symlink_status(so_far, ignored);
    if (fs::is_symlink(status)) return {};
    if (!fs::exists(status)) return "is not in the tree";
  }
  if (named.wanted == Wanted::file && !fs::is_regular_file(status)) return "is not a file";
  if (named.wanted == Wanted::folder && !fs::is_directory(status)) return "is not a folder";
  return {};
}

}  // namespace

void require_named_paths(const fs::path& tree, const ReleaseDescription& release,
                         const std::string& file) {
  const Collector named(json::parse(release.json));
  const auto is_linked = [&](const std::string& path) {
    return std::any_of(named.links().begin(), named.links().end(),
                       [&](const std::string& link) { return is_beneath(path, link); });
  };
  for (const auto& path : named.paths()) {
    if (is_linked(path.path)) continue;
    const std::string problem = problem_of(tree, path);
    if (!problem.empty())
      throw ConfigError("config",
                        fmt::format("{}: {}: {} {}", file, path.where, path.path, problem),
                        "add it to the tree, or correct the path");
  }
}

}  // namespace switchback
