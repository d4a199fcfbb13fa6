#include "updater/slots/record_fingerprints.hpp"

#include <fcntl.h>

#include "base/files.hpp"
#include "updater/slots/directory_cursor.hpp"

namespace switchback {

void record_fingerprints(const Layout& layout, Slot slot, const IndexFile& index,
                         std::optional<FingerprintReader> carried) {
  const Descriptor tree = open_file(layout.slot(slot), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  DirectoryCursor disk(tree.get());
  FingerprintWriter writer(layout.slot_fingerprints(slot), index.reference().list_sha256);
  const std::int64_t now = realtime_ns();
  auto cursor = index.cursor();
  while (const TreeEntry* entry = cursor.next()) {
    Fingerprint fingerprint;
    if (entry->type == EntryType::file) {
      if (carried) fingerprint = carried->at(cursor.ordinal());
      if (!fingerprint.known())
        if (const auto info = disk.stat(entry->path)) fingerprint = settled_fingerprint(*info, now);
    }
    writer.add(fingerprint);
  }
  writer.commit();
}

}  // namespace switchback
