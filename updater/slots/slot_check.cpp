#include "updater/slots/slot_check.hpp"

#include "base/errors.hpp"
#include "updater/slots/directory_cursor.hpp"
#include "updater/slots/disk_tree.hpp"
#include "updater/slots/file_hash.hpp"

namespace switchback {
namespace {

class SlotCheck {
 public:
  SlotCheck(const SlotImage& slot, const Layout& layout, const SlotCheckOptions& options,
            const std::function<void(const SlotDamage&)>& report)
      : slot_(slot),
        options_(options),
        report_(report),
        fingerprints_(slot.fingerprints(layout)),
        disk_(slot.tree.get()) {}

  // Disk and index run side by side; both are in the same order.
  void run() {
    DiskTree tree(slot_.tree.get());
    auto cursor = slot_.index.cursor();
    const TreeEntry* wanted = cursor.next();
    const DiskTree::Entry* present = tree.next();
    while (wanted != nullptr || present != nullptr) {
      if (options_.stop.stop_requested()) throw Interrupted();
      const int order = wanted == nullptr    ? 1
                        : present == nullptr ? -1
                                             : compare_tree_paths(wanted->path, present->path);
      if (order < 0) {
        report_({wanted->path, DamageKind::missing, cursor.ordinal()});
        wanted = cursor.next();
      } else if (order > 0) {
        report_({present->path, DamageKind::unexpected, 0});
        tree.skip_children();
        present = tree.next();
      } else {
        compare(*wanted, *present, cursor.ordinal(), tree);
        wanted = cursor.next();
        present = tree.next();
      }
    }
  }

 private:
  void compare(const TreeEntry& entry, const DiskTree::Entry& present, std::uint64_t ordinal,
               DiskTree& tree) {
    const auto info = tree.info();
    if (!info) {
      report_({entry.path, DamageKind::missing, ordinal});
    } else if (present.type != entry.type) {
      tree.skip_children();
      report_({entry.path, DamageKind::wrong_type, ordinal});
    } else if (entry.type != EntryType::symlink && (info->st_mode & 07777) != entry.mode) {
      report_({entry.path, DamageKind::wrong_mode, ordinal});
    } else if (!content_matches(entry, *info, ordinal)) {
      report_({entry.path, DamageKind::altered, ordinal});
    }
    report_progress(entry);
  }

  bool content_matches(const TreeEntry& entry, const struct stat& info, std::uint64_t ordinal) {
    if (entry.type == EntryType::directory) return true;
    const int parent = disk_.parent_of(entry.path);
    const std::string name = DirectoryCursor::name_of(entry.path);
    if (entry.type == EntryType::symlink) return link_target_at(parent, name) == entry.link_target;
    if (static_cast<std::uint64_t>(info.st_size) != entry.size) return false;
    if (options_.rule == KeepRule::fingerprint && fingerprints_) {
      const Fingerprint recorded = fingerprints_->at(ordinal);
      if (recorded.known() && recorded == fingerprint_of(info)) return true;
    }
    return file_hash_at(parent, name) == entry.sha256;
  }

  void report_progress(const TreeEntry& entry) {
    ++done_;
    constexpr std::uint64_t kStride = 256;
    if (options_.progress != nullptr && (done_ % kStride == 0 || entry.size > (1U << 24)))
      options_.progress->report("verify", done_, slot_.index.reference().entries,
                                ProgressUnit::items);
  }

  const SlotImage& slot_;
  const SlotCheckOptions& options_;
  const std::function<void(const SlotDamage&)>& report_;
  std::optional<FingerprintReader> fingerprints_;
  DirectoryCursor disk_;
  std::uint64_t done_ = 0;
};

}  // namespace

std::string damage_name(DamageKind kind) {
  switch (kind) {
    case DamageKind::missing:
      return "missing";
    case DamageKind::altered:
      return "altered";
    case DamageKind::wrong_mode:
      return "mode";
    case DamageKind::wrong_type:
      return "type";
    case DamageKind::unexpected:
      return "unexpected";
  }
  return "altered";
}

void check_slot(const SlotImage& slot, const Layout& layout, const SlotCheckOptions& options,
                const std::function<void(const SlotDamage&)>& report) {
  SlotCheck(slot, layout, options, report).run();
  if (options.progress != nullptr) {
    const std::uint64_t entries = slot.index.reference().entries;
    options.progress->report("verify", entries, entries, ProgressUnit::items);
  }
}

}  // namespace switchback
