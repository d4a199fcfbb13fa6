#include "updater/slots/layered_sources.hpp"

namespace switchback {

void LayeredSources::read(std::uint32_t ordinal, std::uint64_t offset, char* to,
                          std::size_t length) {
  const ContentPlace place = places_.at(ordinal);
  if (place.layer == 0) return slot_.read(place.ordinal, offset, to, length);
  layers_.at(place.layer - 1)->read(place.ordinal, offset, to, length);
}

std::unique_ptr<WholeFile> LayeredSources::whole(std::uint32_t ordinal) {
  const ContentPlace place = places_.at(ordinal);
  if (place.layer == 0) return slot_.whole(place.ordinal);
  return layers_.at(place.layer - 1)->whole(place.ordinal);
}

}  // namespace switchback
