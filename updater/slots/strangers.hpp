// What a directory on disk holds beyond an index.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "core/tree/index_file.hpp"

namespace switchback {

// Calls `use` with the path of everything beneath `tree_fd` that the index does not list, or lists
// as another type; nothing beneath such a path is looked at, so `use` may remove it. Interrupted.
void for_each_stranger(int tree_fd, const IndexFile& index,
                       const std::function<void(const std::string& path)>& use,
                       const std::stop_token& stop = {});

}  // namespace switchback
