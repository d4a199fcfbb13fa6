#include "updater/slots/comparison.hpp"

#include <algorithm>
#include <cstring>

#include "base/errors.hpp"
#include "updater/slots/slot_scan.hpp"

namespace switchback {
namespace {

bool same_content(const TreeEntry& left, const TreeEntry& right) {
  return left.type == right.type && left.mode == right.mode && left.size == right.size &&
         left.sha256 == right.sha256 && left.link_target == right.link_target;
}

// A slot's entries beside its fingerprints, advanced in step with the new index.
class SlotEntries {
 public:
  SlotEntries(const SlotImage& slot, const Layout& layout)
      : cursor_(slot.index.cursor()), fingerprints_(slot.fingerprints(layout)) {
    entry_ = cursor_.next();
  }

  // The slot's entry of that path, if it lists one.
  const TreeEntry* find(const std::string& path) {
    while (entry_ != nullptr && compare_tree_paths(entry_->path, path) < 0) entry_ = cursor_.next();
    return entry_ != nullptr && entry_->path == path ? entry_ : nullptr;
  }
  Fingerprint fingerprint() {
    return fingerprints_ ? fingerprints_->at(cursor_.ordinal()) : Fingerprint{};
  }

 private:
  EntryCursor cursor_;
  std::optional<FingerprintReader> fingerprints_;
  const TreeEntry* entry_ = nullptr;
};

void count_change(const TreeEntry& entry, TreeComparison& comparison) {
  constexpr std::uint64_t kBlock = 4096;
  ++comparison.changed_files;
  comparison.changed_bytes += entry.size;
  comparison.changed_blocks += (entry.size + kBlock - 1) / kBlock * kBlock;
}

std::uint64_t hash_prefix(const Sha256Digest& digest) {
  std::uint64_t prefix = 0;
  std::memcpy(&prefix, digest.bytes.data(), sizeof prefix);
  return prefix;
}

void take_local(TreeComparison& comparison, std::uint64_t ordinal, Slot source,
                std::uint64_t source_ordinal) {
  comparison.dispositions[ordinal] = Disposition::local;
  comparison.copies.push_back(
      {static_cast<std::uint32_t>(ordinal), static_cast<std::uint32_t>(source_ordinal), source});
}

// Most of what a slot can give lies under the same path: found by a merge, and copied in order.
void take_same_paths(const IndexFile& next, const SlotImage& slot, TreeComparison& comparison,
                     const std::stop_token& stop) {
  auto wanted = next.cursor();
  auto present = slot.index.cursor();
  const TreeEntry* source = present.next();
  while (const TreeEntry* entry = wanted.next()) {
    if (stop.stop_requested()) throw Interrupted();
    while (source != nullptr && compare_tree_paths(source->path, entry->path) < 0)
      source = present.next();
    if (source == nullptr) return;
    if (comparison.dispositions[wanted.ordinal()] == Disposition::fetch &&
        source->path == entry->path && source->type == EntryType::file &&
        source->size == entry->size && source->sha256 == entry->sha256)
      take_local(comparison, wanted.ordinal(), slot.slot, present.ordinal());
  }
}

// 16 bytes an entry, so that a first upgrade of a million files stays far below the memory limit.
struct Wanted {
  std::uint64_t prefix;
  std::uint32_t ordinal;
  std::uint32_t source_ordinal;
};
constexpr std::uint32_t kNoSource = 0xffffffff;

std::vector<Wanted> wanted_files(const IndexFile& next, const TreeComparison& comparison,
                                 const std::stop_token& stop) {
  std::vector<Wanted> wanted;
  wanted.reserve(static_cast<std::size_t>(std::count(
      comparison.dispositions.begin(), comparison.dispositions.end(), Disposition::fetch)));
  auto cursor = next.cursor();
  while (const TreeEntry* entry = cursor.next()) {
    if (stop.stop_requested()) throw Interrupted();
    // A draft does not know what a delta makes: its hash is no content's.
    if (comparison.dispositions[cursor.ordinal()] == Disposition::fetch &&
        entry->sha256 != Sha256Digest{})
      wanted.push_back(
          {hash_prefix(entry->sha256), static_cast<std::uint32_t>(cursor.ordinal()), kNoSource});
  }
  std::sort(wanted.begin(), wanted.end(),
            [](const Wanted& l, const Wanted& r) { return l.prefix < r.prefix; });
  return wanted;
}

void match_slot(const SlotImage& slot, std::vector<Wanted>& wanted, const std::stop_token& stop) {
  auto cursor = slot.index.cursor();
  while (const TreeEntry* entry = cursor.next()) {
    if (stop.stop_requested()) throw Interrupted();
    if (entry->type != EntryType::file) continue;
    const std::uint64_t prefix = hash_prefix(entry->sha256);
    auto match = std::lower_bound(wanted.begin(), wanted.end(), prefix,
                                  [](const Wanted& w, std::uint64_t p) { return w.prefix < p; });
    for (; match != wanted.end() && match->prefix == prefix; ++match)
      if (match->source_ordinal == kNoSource)
        match->source_ordinal = static_cast<std::uint32_t>(cursor.ordinal());
  }
}

void take_matches(Slot source, std::vector<Wanted>& wanted, TreeComparison& comparison) {
  const auto matched = [](const Wanted& w) { return w.source_ordinal != kNoSource; };
  for (const auto& want : wanted) {
    if (!matched(want)) continue;
    take_local(comparison, want.ordinal, source, want.source_ordinal);
  }
  wanted.erase(std::remove_if(wanted.begin(), wanted.end(), matched), wanted.end());
}

}  // namespace

TreeComparison compare_with_slot(const IndexFile& next, const SlotImage* target,
                                 const Layout& layout, KeepRule rule, FingerprintWriter* carry,
                                 const std::stop_token& stop) {
  TreeComparison comparison;
  comparison.dispositions.reserve(next.reference().entries);
  const auto settle = [&](const ScannedEntry& scanned) {
    const TreeEntry& entry = scanned.entry;
    Disposition disposition =
        entry.type == EntryType::file ? Disposition::fetch : Disposition::make;
    if (scanned.intact) disposition = Disposition::keep;
    if (carry != nullptr) carry->add(scanned.intact ? scanned.fingerprint : Fingerprint{});
    if (disposition == Disposition::fetch) count_change(entry, comparison);
    comparison.dispositions.push_back(disposition);
  };
  std::optional<SlotEntries> old;
  std::optional<SlotScan> scan;
  if (target != nullptr) {
    old.emplace(*target, layout);
    scan.emplace(target->tree.get(), rule, settle, stop);
  }
  auto cursor = next.cursor();
  while (const TreeEntry* entry = cursor.next()) {
    if (stop.stop_requested()) throw Interrupted();
    if (!scan) {
      settle({*entry, {}, false, false});
      continue;
    }
    const TreeEntry* present = old->find(entry->path);
    const bool listed = present != nullptr && same_content(*present, *entry);
    scan->add({*entry, listed ? old->fingerprint() : Fingerprint{}, listed, false});
  }
  if (scan) scan->finish();
  return comparison;
}

void find_local_content(const IndexFile& next, const std::vector<const SlotImage*>& slots,
                        TreeComparison& comparison, const std::stop_token& stop) {
  if (comparison.changed_files == 0 || slots.empty()) return;
  for (const SlotImage* slot : slots) take_same_paths(next, *slot, comparison, stop);
  auto wanted = wanted_files(next, comparison, stop);
  for (const SlotImage* slot : slots) {
    if (wanted.empty()) break;
    match_slot(*slot, wanted, stop);
    take_matches(slot->slot, wanted, comparison);
  }
  std::sort(comparison.copies.begin(), comparison.copies.end(),
            [](const LocalCopy& l, const LocalCopy& r) { return l.ordinal < r.ordinal; });
}

}  // namespace switchback
