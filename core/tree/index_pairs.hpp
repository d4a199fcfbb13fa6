// Two tree indexes side by side, as one merge of their entries.
#pragma once

#include "core/tree/index_file.hpp"

namespace switchback {

// Calls `use(before, after, ordinal)` for each path of either, in path order: its entries, nullptr
// where an index has none, and the ordinal of `after`. Nothing is collected. Throws as EntryCursor
// does.
template <typename Use>
void for_each_pair(const IndexFile& older, const IndexFile& newer, Use use) {
  EntryCursor before = older.cursor();
  EntryCursor after = newer.cursor();
  const TreeEntry* left = before.next();
  const TreeEntry* right = after.next();
  while (left != nullptr || right != nullptr) {
    const int order = left == nullptr    ? 1
                      : right == nullptr ? -1
                                         : compare_tree_paths(left->path, right->path);
    use(order > 0 ? nullptr : left, order < 0 ? nullptr : right, after.ordinal());
    if (order <= 0) left = before.next();
    if (order >= 0) right = after.next();
  }
}

}  // namespace switchback
