// The files of a slot as the sources of a delta.
#pragma once

#include "core/delta/folder_files.hpp"
#include "updater/slots/slot_image.hpp"

namespace switchback {

// A file that is missing, too short or cannot be read is a StateError("damaged-slot"): the delta is
// of no use, and the disk that is written to is not to blame.
class DeltaSources : public WholeFiles {
 public:
  // `image` must outlive this object.
  DeltaSources(const Layout& layout, const SlotImage& image);

  void read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) override;
  std::unique_ptr<WholeFile> whole(std::uint32_t ordinal) override;

 private:
  FolderFiles files_;
};

}  // namespace switchback
