#include "updater/slots/selection.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "base/errors.hpp"

namespace switchback {
namespace {

struct FrameUse {
  bool wanted = false;
  bool within_one_file = false;  // the frame is nothing but a range of one file's content
};

void throw_if(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Interrupted();
}

std::vector<FrameUse> frame_uses(const IndexFile& next, const FrameMap& map,
                                 const TreeComparison& comparison, const std::stop_token& stop) {
  std::vector<FrameUse> uses(map.size());
  map.for_each_part(next, [&](std::size_t number, const FilePart& part) {
    throw_if(stop);
    FrameUse& use = uses[number];
    if (comparison.dispositions[part.ordinal] != Disposition::fetch) return;
    use.wanted = true;
    use.within_one_file = part.length == map.frame(number).content_length;
  });
  return uses;
}

// Large-file frames of the slots by content.
std::map<Sha256Digest, LocalFrame> local_frames(const std::vector<const SlotImage*>& slots,
                                                const std::stop_token& stop) {
  std::map<Sha256Digest, LocalFrame> frames;
  for (const SlotImage* slot : slots) {
    const FrameMap map = FrameMap::build(slot->index, stop);
    map.for_each_part(slot->index, [&](std::size_t number, const FilePart& part) {
      throw_if(stop);
      if (part.length != 0 && part.length == map.frame(number).content_length)
        frames.try_emplace(map.frame(number).content_sha256,
                           LocalFrame{0, slot->slot, part.ordinal, part.file_offset});
    });
  }
  return frames;
}

}  // namespace

Selection select_frames(const IndexFile& next, const FrameMap& map,
                        const TreeComparison& comparison,
                        const std::vector<const SlotImage*>& slots, const std::stop_token& stop) {
  Selection selection;
  const auto& dispositions = comparison.dispositions;
  if (std::find(dispositions.begin(), dispositions.end(), Disposition::fetch) == dispositions.end())
    return selection;
  const auto uses = frame_uses(next, map, comparison, stop);
  std::optional<std::map<Sha256Digest, LocalFrame>> known;  // built only if a large file needs it
  for (std::size_t number = 0; number < uses.size(); ++number) {
    if (!uses[number].wanted) continue;
    if (uses[number].within_one_file) {
      if (!known) known = local_frames(slots, stop);
      if (const auto found = known->find(map.frame(number).content_sha256); found != known->end()) {
        selection.local.push_back(found->second);
        selection.local.back().frame = number;
        continue;
      }
    }
    selection.fetch.push_back(number);
    selection.fetch_bytes += map.frame(number).compressed_length;
  }
  return selection;
}

}  // namespace switchback
