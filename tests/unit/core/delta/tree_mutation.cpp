#include <iterator>

#include "tests/unit/core/delta/memory_tree.hpp"

namespace switchback::test {

std::string TreeMutation::text(std::size_t length) {
  static const std::vector<std::string> kWords{"return ", "const ", "value", " = ",   "(",
                                               ");\n",    "if (",   "{\n",   "}\n\n", "number"};
  std::string out;
  while (out.size() < length)
    out += random_() % 8 == 0 ? std::to_string(random_()) : kWords[random_() % kWords.size()];
  out.resize(length);
  return out;
}

std::string TreeMutation::name() {
  static const std::vector<std::string> kEndings{"", ".js", ".d.ts", ".é", "-x"};
  return "n" + std::to_string(random_() % 400) + kEndings[random_() % kEndings.size()];
}

std::string TreeMutation::path_in(const Nodes& nodes) {
  std::vector<std::string> folders{""};
  for (const auto& [path, node] : nodes)
    if (node.type == EntryType::directory) folders.push_back(path + "/");
  std::string path;
  do {
    path = folders[random_() % folders.size()] + name();
  } while (nodes.count(path) != 0);
  return path;
}

Nodes::iterator TreeMutation::any(Nodes& nodes) {
  return std::next(nodes.begin(), static_cast<std::ptrdiff_t>(random_() % nodes.size()));
}

Nodes TreeMutation::make(std::size_t files) {
  Nodes nodes;
  nodes.emplace("lib", Node{EntryType::directory, 0755, {}});
  while (nodes.size() < files) {
    const auto kind = random_() % 12;
    Node node{EntryType::file, random_() % 4 == 0 ? 0755U : 0644U, {}};
    if (kind == 0) node = {EntryType::directory, 0755, {}};
    if (kind == 1) node = {EntryType::symlink, 0, name()};
    if (kind > 2) node.bytes = text(random_() % 3000);  // kind 2 is empty
    if (kind == 3 && random_() % 3 == 0) node.bytes = text(100'000);
    nodes.emplace(path_in(nodes), node);
  }
  return nodes;
}

void TreeMutation::edit(std::string& bytes) {
  for (auto count = random_() % 5; count > 0; --count) {
    const std::size_t at = bytes.empty() ? 0 : random_() % bytes.size();
    if (random_() % 2 == 0) bytes.erase(at, random_() % 50);
    bytes.insert(std::min(at, bytes.size()), text(random_() % 60));
  }
}

// One of what happens between releases, many times.
Nodes TreeMutation::mutate(Nodes nodes) {
  for (std::size_t count = random_() % (nodes.size() / 2 + 1); count > 0; --count) {
    const auto chosen = any(nodes);
    const std::string path = chosen->first;
    const Node node = chosen->second;
    const bool folder = node.type == EntryType::directory;
    switch (random_() % 9) {
      case 0:  // removed, with all beneath it
      case 1:  // renamed, perhaps edited
        if (path == "lib") break;
        for (auto it = nodes.begin(); it != nodes.end();)
          it = it->first == path || it->first.starts_with(path + "/") ? nodes.erase(it)
                                                                      : std::next(it);
        if (random_() % 2 == 0 && !folder) nodes.emplace(path_in(nodes), node);
        break;
      case 2:  // copied
        if (!folder) nodes.emplace(path_in(nodes), node);
        break;
      case 3:
        chosen->second.mode ^= 0111U;
        break;
      case 4:
        nodes.emplace(path_in(nodes), Node{EntryType::file, 0644, text(random_() % 2000)});
        break;
      case 5:
        if (!folder) chosen->second = {EntryType::symlink, 0, name()};
        break;
      case 6:  // a file turned directory
        if (folder) break;
        chosen->second = {EntryType::directory, 0755, {}};
        nodes.emplace(path + "/inside", Node{EntryType::file, 0644, node.bytes + "x"});
        break;
      default:
        if (node.type == EntryType::file) edit(chosen->second.bytes);
    }
  }
  return nodes;
}

}  // namespace switchback::test
