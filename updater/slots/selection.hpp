// Which frames of the bundle have to be downloaded, and which the host can rebuild from files it
// has.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "updater/slots/comparison.hpp"
#include "updater/slots/frame_map.hpp"

namespace switchback {

// A frame that lies whole within one large file and equals a range of a file in a slot.
struct LocalFrame {
  std::size_t frame = 0;
  Slot source = Slot::a;
  std::uint64_t source_ordinal = 0;
  std::uint64_t source_offset = 0;
};

struct Selection {
  std::vector<std::size_t> fetch;  // frame numbers, ascending
  std::vector<LocalFrame> local;
  std::uint64_t fetch_bytes = 0;  // compressed
};

// Frames that carry content of a file whose disposition is `fetch`. Throws Interrupted.
Selection select_frames(const IndexFile& next, const FrameMap& map,
                        const TreeComparison& comparison,
                        const std::vector<const SlotImage*>& slots,
                        const std::stop_token& stop = {});

}  // namespace switchback
