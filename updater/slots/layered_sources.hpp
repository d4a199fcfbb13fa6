// The files of a release on the way: of the slot, and of what the deltas before have made.
#pragma once

#include <memory>
#include <vector>

#include "updater/slots/content_places.hpp"
#include "updater/slots/side_files.hpp"

namespace switchback {

class LayeredSources : public WholeFiles {
 public:
  // All must outlive this object; `layers` has one for each delta before.
  LayeredSources(const ContentPlaces& places, WholeFiles& slot,
                 const std::vector<std::unique_ptr<SideFiles>>& layers)
      : places_(places), slot_(slot), layers_(layers) {}

  void read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) override;
  std::unique_ptr<WholeFile> whole(std::uint32_t ordinal) override;

 private:
  const ContentPlaces& places_;
  WholeFiles& slot_;
  const std::vector<std::unique_ptr<SideFiles>>& layers_;
};

}  // namespace switchback
