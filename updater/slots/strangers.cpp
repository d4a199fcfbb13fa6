#include "updater/slots/strangers.hpp"

#include "base/errors.hpp"
#include "updater/slots/disk_tree.hpp"

namespace switchback {

// The disk tree and the index run side by side; both are in the same order.
void for_each_stranger(int tree_fd, const IndexFile& index,
                       const std::function<void(const std::string& path)>& use,
                       const std::stop_token& stop) {
  DiskTree tree(tree_fd);
  auto cursor = index.cursor();
  const TreeEntry* wanted = cursor.next();
  while (const DiskTree::Entry* present = tree.next()) {
    if (stop.stop_requested()) throw Interrupted();
    while (wanted != nullptr && compare_tree_paths(wanted->path, present->path) < 0)
      wanted = cursor.next();
    if (wanted != nullptr && wanted->path == present->path && present->type == wanted->type)
      continue;
    tree.skip_children();
    use(present->path);
  }
}

}  // namespace switchback
