#include "updater/slots/sync.hpp"

#include <fcntl.h>

#include <set>
#include <string>

#include "base/beneath.hpp"
#include "base/durable.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

void fsync_beneath(int tree_fd, const std::string& path, int flags) {
  fsync_file(open_beneath(tree_fd, path, O_RDONLY | O_NOFOLLOW | flags).get(), path);
}

// Adds every directory from the tree's root down to the parent of `path`.
void add_parents(const std::string& path, std::set<std::string>& directories) {
  directories.insert(".");
  for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
    directories.insert(path.substr(0, slash));
}

void fsync_each(const Layout& layout, const IndexFile& next, const TreeComparison& comparison,
                bool whole_tree) {
  const Descriptor tree = open_file(layout.incoming_tree(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  std::set<std::string> directories{"."};
  auto cursor = next.cursor();
  while (const TreeEntry* entry = cursor.next()) {
    const Disposition disposition = comparison.dispositions[cursor.ordinal()];
    const bool made = whole_tree && disposition == Disposition::make;
    if (disposition != Disposition::staged && !made) continue;
    if (disposition == Disposition::staged) fsync_beneath(tree.get(), entry->path, 0);
    if (entry->type == EntryType::directory) directories.insert(entry->path);
    add_parents(entry->path, directories);
  }
  for (const auto& directory : directories) fsync_beneath(tree.get(), directory, O_DIRECTORY);
  // The slot's index later: nothing writes it again on its way there. A repair has none.
  if (const auto index = open_if_exists(layout.incoming_index(), O_RDONLY | O_NOFOLLOW))
    fsync_file(index->get(), layout.incoming_index().string());
  fsync_directory(layout.incoming());
}

}  // namespace

void sync_staged(const Layout& layout, const IndexFile& next, const TreeComparison& comparison,
                 bool whole_tree) {
  std::uint64_t staged = 0;
  for (const Disposition disposition : comparison.dispositions)
    if (disposition == Disposition::staged || disposition == Disposition::make) ++staged;
  if (staged > kFsyncEachLimit) {
    sync_file_system(layout.incoming());
  } else {
    fsync_each(layout, next, comparison, whole_tree);
  }
}

}  // namespace switchback
