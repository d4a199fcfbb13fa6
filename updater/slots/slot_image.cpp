#include "updater/slots/slot_image.hpp"

#include <fcntl.h>

#include "base/files.hpp"

namespace switchback {

std::optional<FingerprintReader> SlotImage::fingerprints(const Layout& layout) const {
  return FingerprintReader::open(layout.slot_fingerprints(slot), index.reference().list_sha256,
                                 index.reference().entries);
}

std::optional<SlotImage> open_slot(const Layout& layout, Slot slot, const SlotRecord& record,
                                   const std::stop_token& stop) {
  if (record.state != SlotState::complete) return std::nullopt;
  SlotImage image{slot, open_file(layout.slot(slot), O_RDONLY | O_DIRECTORY | O_NOFOLLOW),
                  IndexFile::open(layout.slot_index(slot), record.index, stop)};
  image.index.load_frames();  // open() checks the entries; damage to the rest must show here, too
  return image;
}

}  // namespace switchback
