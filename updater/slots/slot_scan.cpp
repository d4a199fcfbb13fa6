#include "updater/slots/slot_scan.hpp"

#include <sys/stat.h>

#include <memory>
#include <utility>

#include "base/errors.hpp"
#include "updater/slots/directory_cursor.hpp"
#include "updater/slots/file_hash.hpp"

namespace switchback {
namespace {

// How much one thread looks at at a time: handing over costs more than a few lstats, and content
// of this length more than handing over.
constexpr std::size_t kBatchEntries = 512;
constexpr std::uint64_t kBatchBytes = 4 * 1024 * 1024;

// `fingerprint` is the recorded one; it is renewed where the file had to be hashed. One that does
// not hold says nothing about the content: a copied root has all its files under other inodes.
bool file_is_intact(const TreeEntry& entry, const struct stat& info, Fingerprint& fingerprint,
                    KeepRule rule, DirectoryCursor& cursor, const std::stop_token& stop) {
  if (!S_ISREG(info.st_mode) || (info.st_mode & 07777) != entry.mode ||
      static_cast<std::uint64_t>(info.st_size) != entry.size || info.st_nlink != 1)
    return false;
  if (rule == KeepRule::fingerprint && fingerprint == fingerprint_of(info)) return true;
  fingerprint = settled_fingerprint(info, realtime_ns());
  return file_hash_at(cursor.parent_of(entry.path), DirectoryCursor::name_of(entry.path), stop) ==
         entry.sha256;
}

// Decides for one entry that the slot's index lists with the same content.
bool entry_is_intact(const TreeEntry& entry, Fingerprint& recorded, KeepRule rule,
                     DirectoryCursor& cursor, const std::stop_token& stop) {
  const auto info = cursor.stat(entry.path);
  if (!info) return false;
  switch (entry.type) {
    case EntryType::directory:
      return S_ISDIR(info->st_mode) && (info->st_mode & 07777) == entry.mode;
    case EntryType::symlink:
      return S_ISLNK(info->st_mode) &&
             link_target_at(cursor.parent_of(entry.path), DirectoryCursor::name_of(entry.path)) ==
                 entry.link_target;
    case EntryType::file:
      return file_is_intact(entry, *info, recorded, rule, cursor, stop);
  }
  return false;
}

}  // namespace

SlotScan::SlotScan(int tree_fd, KeepRule rule, const Settle& settle, std::stop_token stop)
    : tree_fd_(tree_fd),
      rule_(rule),
      settle_(settle),
      stop_(std::move(stop)),
      work_(reading_threads(), [this] { return look(); }) {}

OrderedWork<SlotScan::Batch>::Work SlotScan::look() const {
  return [this, disk = std::make_shared<DirectoryCursor>(tree_fd_)](Batch& batch) {
    for (ScannedEntry& each : batch.entries) {
      if (stop_.stop_requested()) throw Interrupted();
      if (each.listed)
        each.intact = entry_is_intact(each.entry, each.fingerprint, rule_, *disk, stop_);
    }
  };
}

void SlotScan::add(ScannedEntry entry) {
  if (entry.listed) {
    ++batch_.listed;
    batch_.bytes += entry.entry.size;
  }
  batch_.entries.push_back(std::move(entry));
  const bool long_to_read = rule_ == KeepRule::rehash && batch_.bytes >= kBatchBytes;
  if (batch_.entries.size() >= kBatchEntries || long_to_read) hand_over();
}

void SlotScan::finish() {
  hand_over();
  while (!work_.empty()) settle(work_.take());
}

void SlotScan::hand_over() {
  Batch next = std::exchange(batch_, {});
  if (work_.empty() && next.listed == 0) return settle(next);
  if (work_.full()) settle(work_.take());
  work_.give(std::move(next));
}

void SlotScan::settle(const Batch& batch) {
  for (const ScannedEntry& entry : batch.entries) settle_(entry);
}

}  // namespace switchback
