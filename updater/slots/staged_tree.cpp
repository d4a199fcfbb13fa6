#include "updater/slots/staged_tree.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {

bool needs_content(Disposition disposition) {
  return disposition == Disposition::fetch || disposition == Disposition::local;
}

std::vector<LocalCopy> remaining_copies(const TreeComparison& comparison) {
  std::vector<LocalCopy> copies = comparison.copies;
  std::erase_if(copies, [&](const LocalCopy& copy) {
    return comparison.dispositions[copy.ordinal] != Disposition::local;
  });
  return copies;
}

Descriptor open_incoming_tree(const Layout& layout) {
  const auto path = layout.incoming_tree();
  if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST)
    throw StorageError("mkdir", path.string(), errno);
  return open_file(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

void make_directories(const IndexFile& next, bool whole_tree, const TreeComparison& comparison,
                      TreeWriter& writer) {
  std::vector<TreeEntry>
      pending;  // directories on the way to the current entry that are not made yet
  auto cursor = next.cursor();
  while (const TreeEntry* entry = cursor.next()) {
    while (!pending.empty() && !entry->path.starts_with(pending.back().path + "/"))
      pending.pop_back();
    if (entry->type == EntryType::directory) {
      if (whole_tree) {
        writer.make_directory(*entry);
      } else {
        pending.push_back(*entry);
      }
    } else if (!pending.empty() && needs_content(comparison.dispositions[cursor.ordinal()])) {
      for (const auto& directory : pending) writer.make_directory(directory);
      pending.clear();
    }
  }
}

}  // namespace switchback
