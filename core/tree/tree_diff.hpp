// Which entries differ between two tree indexes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/tree/index_file.hpp"

namespace switchback {

enum class TreeChange : std::uint8_t { added, removed, changed, mode };
std::string_view tree_change_name(TreeChange change);

struct TreeDifference {
  std::string path;
  TreeChange change = TreeChange::changed;  // `mode`: nothing but the mode
  std::uint64_t old_size = 0;
  std::uint64_t new_size = 0;
};

// One pass over both indexes, in path order; nothing is collected. Throws as EntryCursor does.
void diff_indexes(const IndexFile& older, const IndexFile& newer,
                  const std::function<void(const TreeDifference&)>& each);

// "1.5 KiB → 2 KiB, +512 B", as people read it.
std::string size_change_text(std::uint64_t old_size, std::uint64_t new_size);

}  // namespace switchback
