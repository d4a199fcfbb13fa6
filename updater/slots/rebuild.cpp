#include "updater/slots/rebuild.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "base/beneath.hpp"
#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/tree/entry_lookup.hpp"
#include "updater/slots/directory_cursor.hpp"
#include "updater/slots/disk_tree.hpp"
#include "updater/slots/file_hash.hpp"
#include "updater/slots/strangers.hpp"
#include "updater/slots/sync.hpp"

namespace switchback {
namespace {

// Directories whose entries changed; above the limit one syncfs is cheaper and the names are not
// kept.
class TouchedDirectories {
 public:
  void add_parent_of(const std::string& path) {
    const auto slash = path.rfind('/');
    add(slash == std::string::npos ? "." : path.substr(0, slash));
  }
  void add(std::string directory) {
    if (paths_.size() <= kFsyncEachLimit) paths_.insert(std::move(directory));
  }
  void make_durable(int tree_fd, const std::filesystem::path& tree) const {
    if (paths_.size() > kFsyncEachLimit) {
      sync_file_system(tree);
      return;
    }
    for (const auto& path : paths_)
      fsync_file(open_beneath(tree_fd, path, O_RDONLY | O_DIRECTORY).get(), path);
  }

 private:
  std::set<std::string> paths_;
};

class Rebuild {
 public:
  Rebuild(const Layout& layout, Slot slot, const IndexFile& next)
      : next_(next),
        path_(layout.slot(slot)),
        slot_(open_file(path_, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)),
        disk_(slot_.get()) {
    if (auto incoming =
            open_if_exists(layout.incoming_tree(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW)) {
      incoming_ = std::move(*incoming);
      incoming_disk_.emplace(incoming_.get());
    }
  }

  RebuildTotals run(const std::vector<std::string>* strangers) {
    remove_what_is_not_in_the_index(strangers);
    const std::vector<std::uint64_t> symlinks = place_directories();
    place_files();
    EntryLookup entries(next_);
    for (const std::uint64_t ordinal : symlinks) place_symlink(entries.at(ordinal));
    touched_.make_durable(slot_.get(), path_);
    return totals_;
  }

 private:
  void remove_what_is_not_in_the_index(const std::vector<std::string>* strangers) {
    const auto remove = [this](const std::string& path) {
      totals_.removed += remove_beneath(disk_.parent_of(path), DirectoryCursor::name_of(path));
      touched_.add_parent_of(path);
    };
    if (strangers == nullptr) return for_each_stranger(slot_.get(), next_, remove);
    for (const std::string& path : *strangers) remove(path);
  }

  // Gives the symlinks that come last.
  std::vector<std::uint64_t> place_directories() {
    std::vector<std::uint64_t> symlinks;
    auto cursor = next_.cursor();
    while (const TreeEntry* entry = cursor.next()) {
      if (entry->type == EntryType::directory) place_directory(*entry);
      if (entry->type == EntryType::symlink) symlinks.push_back(cursor.ordinal());
    }
    return symlinks;
  }

  void place_directory(const TreeEntry& entry) {
    const int parent = disk_.parent_of(entry.path);
    const std::string name = DirectoryCursor::name_of(entry.path);
    const auto info = parent < 0 ? std::nullopt : stat_at(parent, name);
    if (!info && ::mkdirat(parent, name.c_str(), entry.mode) != 0)
      throw StorageError("mkdir", entry.path, errno);
    if (!info || (info->st_mode & 07777) != entry.mode) {
      if (::fchmodat(parent, name.c_str(), entry.mode, 0) != 0)
        throw StorageError("chmod", entry.path, errno);
      touched_.add_parent_of(entry.path);
      touched_.add(entry.path);
    }
  }

  // What lies in incoming/tree, not what the index has: most of it is where it was.
  void place_files() {
    if (!incoming_) return;
    DiskTree staged(incoming_.get());
    auto cursor = next_.cursor();
    const TreeEntry* wanted = cursor.next();
    while (const DiskTree::Entry* present = staged.next()) {
      while (wanted != nullptr && compare_tree_paths(wanted->path, present->path) < 0)
        wanted = cursor.next();
      if (wanted == nullptr) return;
      if (wanted->path == present->path && wanted->type == EntryType::file) place_file(*wanted);
    }
  }

  void place_file(const TreeEntry& entry) {
    const std::string name = DirectoryCursor::name_of(entry.path);
    if (::renameat(incoming_disk_->parent_of(entry.path), name.c_str(), disk_.parent_of(entry.path),
                   name.c_str()) != 0)
      throw StorageError("rename", entry.path, errno);
    ++totals_.moved;
    touched_.add_parent_of(entry.path);
  }

  void place_symlink(const TreeEntry& entry) {
    const int parent = disk_.parent_of(entry.path);
    const std::string name = DirectoryCursor::name_of(entry.path);
    if (stat_at(parent, name)) {
      if (link_target_at(parent, name) == entry.link_target) return;
      if (::unlinkat(parent, name.c_str(), 0) != 0) throw StorageError("unlink", entry.path, errno);
    }
    if (::symlinkat(entry.link_target.c_str(), parent, name.c_str()) != 0)
      throw StorageError("symlink", entry.path, errno);
    touched_.add_parent_of(entry.path);
  }

  const IndexFile& next_;
  std::filesystem::path path_;
  Descriptor slot_;
  Descriptor incoming_;
  DirectoryCursor disk_;
  std::optional<DirectoryCursor> incoming_disk_;
  TouchedDirectories touched_;
  RebuildTotals totals_;
};

// Where the slot does not exist or is empty, incoming/tree becomes the slot at once.
bool take_whole_tree(const Layout& layout, Slot slot) {
  const auto tree = layout.incoming_tree();
  const auto target = layout.slot(slot);
  if (::rename(tree.c_str(), target.c_str()) != 0) {
    if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOENT) return false;
    throw StorageError("rename", target.string(), errno);
  }
  if (::chmod(target.c_str(), 0755) != 0) throw StorageError("chmod", target.string(), errno);
  return true;
}

void take_index(const Layout& layout, Slot slot) {
  if (::rename(layout.incoming_index().c_str(), layout.slot_index(slot).c_str()) != 0 &&
      errno != ENOENT)
    throw StorageError("rename", layout.slot_index(slot).string(), errno);
}

void remove_incoming(const Layout& layout) {
  const Descriptor incoming = open_file(layout.incoming(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  remove_beneath(incoming.get(), "tree");
  fsync_file(incoming.get(), layout.incoming().string());
}

}  // namespace

RebuildTotals rebuild_slot(const Layout& layout, Slot slot, const IndexFile& next,
                           bool incoming_is_whole, const std::vector<std::string>* strangers) {
  RebuildTotals totals;
  ::unlink(layout.slot_fingerprints(slot).c_str());
  const bool taken = take_whole_tree(layout, slot);
  if (taken && incoming_is_whole) {
    totals.moved = next.reference().entries;
  } else {
    totals = Rebuild(layout, slot, next).run(strangers);
  }
  take_index(layout, slot);
  fsync_directory(layout.slots());
  remove_incoming(layout);
  return totals;
}

}  // namespace switchback
