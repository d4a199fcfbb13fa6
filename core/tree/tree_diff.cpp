#include "core/tree/tree_diff.hpp"

#include <fmt/format.h>

#include "base/units.hpp"

namespace switchback {
namespace {

using Each = std::function<void(const TreeDifference&)>;

void compare_entries(const TreeEntry& before, const TreeEntry& after, const Each& each) {
  if (before.type != after.type || before.sha256 != after.sha256 || before.size != after.size ||
      before.link_target != after.link_target) {
    each({after.path, TreeChange::changed, before.size, after.size});
  } else if (before.mode != after.mode) {
    each({after.path, TreeChange::mode, before.size, after.size});
  }
}

}  // namespace

std::string_view tree_change_name(TreeChange change) {
  switch (change) {
    case TreeChange::added:
      return "added";
    case TreeChange::removed:
      return "removed";
    case TreeChange::changed:
      return "changed";
    case TreeChange::mode:
      return "mode";
  }
  return "";
}

void diff_indexes(const IndexFile& older, const IndexFile& newer, const Each& each) {
  auto before = older.cursor();
  auto after = newer.cursor();
  const TreeEntry* left = before.next();
  const TreeEntry* right = after.next();
  while (left != nullptr || right != nullptr) {
    const int order = left == nullptr    ? 1
                      : right == nullptr ? -1
                                         : compare_tree_paths(left->path, right->path);
    if (order < 0) each({left->path, TreeChange::removed, left->size, 0});
    if (order > 0) each({right->path, TreeChange::added, 0, right->size});
    if (order == 0) compare_entries(*left, *right, each);
    if (order <= 0) left = before.next();
    if (order >= 0) right = after.next();
  }
}

std::string size_change_text(std::uint64_t old_size, std::uint64_t new_size) {
  const bool grown = new_size >= old_size;
  return fmt::format("{} → {}, {}{}", format_size(old_size), format_size(new_size),
                     grown ? '+' : '-',
                     format_size(grown ? new_size - old_size : old_size - new_size));
}

}  // namespace switchback
