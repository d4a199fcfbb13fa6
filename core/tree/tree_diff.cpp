#include "core/tree/tree_diff.hpp"

#include <fmt/format.h>

#include "base/units.hpp"
#include "core/tree/index_pairs.hpp"

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
  for_each_pair(older, newer, [&](const TreeEntry* before, const TreeEntry* after, std::uint64_t) {
    if (after == nullptr)
      each({before->path, TreeChange::removed, before->size, 0});
    else if (before == nullptr)
      each({after->path, TreeChange::added, 0, after->size});
    else
      compare_entries(*before, *after, each);
  });
}

std::string size_change_text(std::uint64_t old_size, std::uint64_t new_size) {
  const bool grown = new_size >= old_size;
  return fmt::format("{} → {}, {}{}", format_size(old_size), format_size(new_size),
                     grown ? '+' : '-',
                     format_size(grown ? new_size - old_size : old_size - new_size));
}

}  // namespace switchback
