#include "updater/slots/chain_draft.hpp"

#include <algorithm>
#include <utility>

namespace switchback {
namespace {

constexpr const char* kDraft = "draft of the tree index";
constexpr const char* kPlaces = "places of content";

}  // namespace

ContentPlace ChainDraft::place_of(const NewEntry& entry) const {
  if (entry.entry.type != EntryType::file) return {};
  const auto layer = static_cast<std::uint32_t>(places_.size() + 1);
  switch (entry.origin) {
    case Origin::made:
      return {layer, static_cast<std::uint32_t>(entry.ordinal)};
    case Origin::new_file:
      return {layer, static_cast<std::uint32_t>(entry.source)};
    case Origin::same:
    case Origin::old_file:
      if (places_.empty()) return {0, static_cast<std::uint32_t>(entry.source)};
      return places_.back().at(entry.source);
  }
  return {};
}

void ChainDraft::pass(const IndexChange& change, const IndexReference& expected,
                      Descriptor index_file, Descriptor places_file) {
  ContentPlaces places(std::move(places_file), kPlaces);
  DraftIndex draft = draft_index(index_, change, expected, std::move(index_file), kDraft, stop_,
                                 [&](const NewEntry& entry) {
                                   places.add(place_of(entry));
                                   if (entry.origin != Origin::made) return;
                                   made_bytes_ += entry.entry.size;
                                   ++made_files_;
                                 });
  places.finish();
  places_.push_back(std::move(places));
  index_ = std::move(draft.index);
}

DraftIndex ChainDraft::finish(const IndexChange& change, const IndexReference& expected,
                              Descriptor index_file) {
  DraftIndex draft = draft_index(
      index_, change, expected, std::move(index_file), kDraft, stop_, [&](const NewEntry& entry) {
        const ContentPlace place = place_of(entry);
        if (place.layer != 0 && place.layer <= places_.size())
          inherited_.push_back(
              {static_cast<std::uint32_t>(entry.ordinal), place, entry.entry.size});
      });
  std::stable_sort(inherited_.begin(), inherited_.end(),
                   [](const auto& left, const auto& right) { return left.place < right.place; });
  for (std::size_t i = 0; i < inherited_.size(); ++i) {
    if (i != 0 && inherited_[i].place == inherited_[i - 1].place) continue;
    inherited_bytes_ += inherited_[i].size;
    ++inherited_files_;
  }
  return draft;
}

}  // namespace switchback
