// Rules for paths and programs of a release description (DESIGN section 5).
#include <algorithm>

#include "manifest-schema/text_rules.hpp"

namespace switchback::rules {
namespace {

constexpr std::size_t kMaxPath = 4096;
constexpr std::size_t kMaxComponent = 255;

// One '/' at the end marks a directory and is allowed.
std::string check_relative(std::string_view text) {
  if (text.ends_with('/') && text.size() > 1) text.remove_suffix(1);
  if (text.empty()) return "is empty";
  if (text.front() == '/') return "is absolute; paths are relative";
  if (text.size() > kMaxPath) return "is longer than 4096 bytes";
  while (true) {
    const auto slash = text.find('/');
    const auto component = text.substr(0, slash);
    if (component.empty()) return "has an empty component";
    if (component == "." || component == "..") return "has a component . or ..";
    if (component.size() > kMaxComponent) return "has a component longer than 255 bytes";
    if (slash == std::string_view::npos) return {};
    text.remove_prefix(slash + 1);
  }
}

std::string check_root_path(std::string_view text) {
  auto problem = check_relative(text);
  const auto first = text.substr(0, text.find('/'));
  if (problem.empty() &&
      (first == ".switchback" || first == "current" || first == "maintenance.json")) {
    problem = "belongs to Switchback";
  }
  return problem;
}

// Takes "{root}" or "{tree}" off the front; `text` is then empty or begins with '/'.
bool take_base(std::string_view& text) {
  for (const std::string_view base : {"{root}", "{tree}"}) {
    if (!text.starts_with(base)) continue;
    const auto rest = text.substr(base.size());
    if (!rest.empty() && rest.front() != '/') continue;
    text = rest;
    return true;
  }
  return false;
}

std::string check_working_directory(std::string_view text) {
  if (!take_base(text)) return check_relative(text);
  return text.size() <= 1 ? std::string() : check_relative(text.substr(1));
}

std::string check_program(std::string_view text) {
  if (text.empty() || text.ends_with('/')) return "is not a program";
  if (take_base(text)) return text.empty() ? "is not a program" : check_relative(text.substr(1));
  return text.front() == '/' ? check_relative(text.substr(1)) : check_relative(text);
}

std::string check_command_name(std::string_view text) {
  const bool valid = !text.empty() && text.front() != '-' && text.size() <= kMaxComponent &&
                     text.find_first_of("/ ") == std::string_view::npos;
  return valid ? std::string() : "is not the name of a program";
}

}  // namespace

TextRule tree_path() {
  return {"path in the tree", check_relative};
}
TextRule root_path() {
  return {"path in the root", check_root_path};
}
TextRule working_directory() {
  return {"working directory", check_working_directory};
}
TextRule program() {
  return {"program", check_program};
}
TextRule command_name() {
  return {"program name", check_command_name};
}

}  // namespace switchback::rules
