// Random trees for property tests: sorted, valid, with nested directories, prefixes of each other
// and symlinks.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "manifest-schema/tree_entry.hpp"

namespace switchback::testing {

class RandomTree {
 public:
  explicit RandomTree(std::uint32_t seed) : random_(seed) {}

  std::vector<TreeEntry> make(std::size_t count) {
    std::vector<std::string> directories{""};
    std::vector<TreeEntry> entries;
    while (entries.size() < count) {
      const std::string parent = directories[random_() % directories.size()];
      TreeEntry entry = make_entry((parent.empty() ? "" : parent + "/") + name());
      if (entry.type == EntryType::directory) directories.push_back(entry.path);
      entries.push_back(std::move(entry));
    }
    sort(entries);
    // A name that was drawn twice stays once, as a directory if it ever was one.
    std::vector<TreeEntry> unique;
    for (auto& entry : entries) {
      if (unique.empty() || unique.back().path != entry.path)
        unique.push_back(std::move(entry));
      else if (entry.type == EntryType::directory)
        unique.back() = std::move(entry);
    }
    return unique;
  }

  TreeEntry make_entry(std::string path) {
    TreeEntry entry;
    entry.path = std::move(path);
    const auto kind = random_() % 10;
    entry.type =
        kind < 2 ? EntryType::directory : (kind < 3 ? EntryType::symlink : EntryType::file);
    entry.mode = published_mode(entry.type, random_() % 2 == 0 ? 0644 : 0755);
    if (entry.type == EntryType::symlink) entry.link_target = "target/" + name();
    if (entry.type != EntryType::file) return entry;
    entry.size = random_() % 5 == 0 ? 0 : random_() >> (random_() % 32);
    entry.sha256 = Sha256::of(entry.path);
    entry.header_length = random_() % 20 == 0 ? 1536 : 512;
    return entry;
  }

  static void sort(std::vector<TreeEntry>& entries) {
    std::stable_sort(entries.begin(), entries.end(), [](const TreeEntry& a, const TreeEntry& b) {
      return compare_tree_paths(a.path, b.path) < 0;
    });
  }

  std::string name() {
    static const std::vector<std::string> kParts{"a",  "b", ".", "-",  "index",
                                                 "js", "é", "~", "x y"};
    std::string text = "n" + std::to_string(random_() % 50);
    for (auto count = random_() % 4; count > 0; --count) text += kParts[random_() % kParts.size()];
    return text;
  }

 private:
  std::mt19937 random_;
};

}  // namespace switchback::testing
