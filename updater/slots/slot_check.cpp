#include "updater/slots/slot_check.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "base/errors.hpp"
#include "updater/slots/directory_cursor.hpp"
#include "updater/slots/disk_tree.hpp"
#include "updater/slots/file_hash.hpp"
#include "updater/slots/ordered_work.hpp"

namespace switchback {
namespace {

// How much one thread reads at a time: enough to be worth handing over.
constexpr std::size_t kBatchFindings = 64;
constexpr std::uint64_t kBatchBytes = 1024 * 1024;
constexpr std::uint64_t kBatchEntries = 256;

struct Finding {
  SlotDamage damage;
  // Whether there is any depends on the content, which must have this hash.
  std::optional<Sha256Digest> unless;
};

// What was found of entries that follow each other.
struct Batch {
  std::vector<Finding> findings;
  std::uint64_t bytes = 0;    // to be read
  std::uint64_t entries = 0;  // compared
};

class SlotCheck {
 public:
  SlotCheck(const SlotImage& slot, const Layout& layout, const SlotCheckOptions& options,
            const std::function<void(const SlotDamage&)>& report)
      : slot_(slot),
        options_(options),
        report_(report),
        fingerprints_(slot.fingerprints(layout)),
        disk_(slot.tree.get()),
        readers_(reading_threads(), [this] { return reader(); }) {}

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
        found(wanted->path, DamageKind::missing, cursor.ordinal());
        wanted = cursor.next();
      } else if (order > 0) {
        found(present->path, DamageKind::unexpected, 0);
        tree.skip_children();
        present = tree.next();
      } else {
        compare(*wanted, cursor.ordinal(), *present, tree);
        wanted = cursor.next();
        present = tree.next();
      }
      if (is_full(batch_)) hand_over();
    }
    hand_over();
    while (!readers_.empty()) settle(readers_.take());
  }

 private:
  // What a thread does: a finding whose content is right is none.
  std::function<void(Batch&)> reader() const {
    return [this, disk = std::make_shared<DirectoryCursor>(slot_.tree.get())](Batch& batch) {
      std::erase_if(batch.findings, [&](const Finding& finding) {
        if (!finding.unless) return false;
        const std::string& path = finding.damage.path;
        return file_hash_at(disk->parent_of(path), DirectoryCursor::name_of(path), options_.stop) ==
               finding.unless;
      });
    };
  }

  static bool is_full(const Batch& batch) {
    return batch.findings.size() >= kBatchFindings || batch.bytes >= kBatchBytes ||
           batch.entries >= kBatchEntries;
  }

  void found(const std::string& path, DamageKind kind, std::uint64_t ordinal,
             std::optional<Sha256Digest> unless = {}) {
    batch_.findings.push_back({{path, kind, ordinal}, unless});
  }

  void compare(const TreeEntry& entry, std::uint64_t ordinal, const DiskTree::Entry& present,
               DiskTree& tree) {
    const auto info = tree.info();
    if (!info) {
      found(entry.path, DamageKind::missing, ordinal);
    } else if (present.type != entry.type) {
      tree.skip_children();
      found(entry.path, DamageKind::wrong_type, ordinal);
    } else if (entry.type != EntryType::symlink && (info->st_mode & 07777) != entry.mode) {
      found(entry.path, DamageKind::wrong_mode, ordinal);
    } else {
      compare_content(entry, ordinal, *info);
    }
    ++batch_.entries;
  }

  void compare_content(const TreeEntry& entry, std::uint64_t ordinal, const struct stat& info) {
    if (entry.type == EntryType::directory) return;
    if (entry.type == EntryType::symlink) {
      if (link_target_at(disk_.parent_of(entry.path), DirectoryCursor::name_of(entry.path)) !=
          entry.link_target)
        found(entry.path, DamageKind::altered, ordinal);
      return;
    }
    if (static_cast<std::uint64_t>(info.st_size) != entry.size)
      return found(entry.path, DamageKind::altered, ordinal);
    if (options_.rule == KeepRule::fingerprint && fingerprints_) {
      const Fingerprint recorded = fingerprints_->at(ordinal);
      if (recorded.known() && recorded == fingerprint_of(info)) return;
    }
    found(entry.path, DamageKind::altered, ordinal, entry.sha256);
    batch_.bytes += entry.size;
  }

  // Where nothing has to be read, and nobody reads what comes before, no thread is needed.
  void hand_over() {
    Batch next = std::exchange(batch_, {});
    if (readers_.empty() && !asks_for_content(next)) return settle(next);
    if (readers_.full()) settle(readers_.take());
    readers_.give(std::move(next));
  }

  static bool asks_for_content(const Batch& batch) {
    return std::any_of(batch.findings.begin(), batch.findings.end(),
                       [](const Finding& finding) { return finding.unless.has_value(); });
  }

  void settle(const Batch& batch) {
    for (const Finding& finding : batch.findings) report_(finding.damage);
    done_ += batch.entries;
    if (options_.progress != nullptr)
      options_.progress->report("verify", done_, slot_.index.reference().entries,
                                ProgressUnit::items);
  }

  const SlotImage& slot_;
  const SlotCheckOptions& options_;
  const std::function<void(const SlotDamage&)>& report_;
  std::optional<FingerprintReader> fingerprints_;
  DirectoryCursor disk_;
  Batch batch_;
  std::uint64_t done_ = 0;
  OrderedWork<Batch> readers_;
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
