// The draft of the index that a chain of deltas leads to: the draft of each release on the way is
// what the next index change is of.
#pragma once

#include <cstdint>
#include <stop_token>
#include <utility>
#include <vector>

#include "updater/slots/content_places.hpp"
#include "updater/slots/draft_index.hpp"

namespace switchback {

// A file of the last release that an earlier delta made, and no later one changed.
struct InheritedFile {
  std::uint32_t ordinal = 0;  // in the last index
  ContentPlace place;
  std::uint64_t size = 0;
};

class ChainDraft {
 public:
  // `from` is what the first delta is applied to.
  explicit ChainDraft(const IndexFile& from, std::stop_token stop = {})
      : stop_(std::move(stop)), index_(from) {}

  // A release on the way, which `change` makes of the one before. Both files are empty scratch.
  // Throws as draft_index().
  void pass(const IndexChange& change, const IndexReference& expected, Descriptor index_file,
            Descriptor places_file);
  // The last one.
  DraftIndex finish(const IndexChange& change, const IndexReference& expected,
                    Descriptor index_file);

  // By delta, but of the last one.
  std::vector<ContentPlaces> take_places() { return std::move(places_); }
  // After finish(), by place.
  std::vector<InheritedFile> take_inherited() { return std::move(inherited_); }
  // What deltas make that is in no file of the last release.
  std::uint64_t bytes_on_the_way() const { return made_bytes_ - inherited_bytes_; }
  std::uint64_t files_on_the_way() const { return made_files_ - inherited_files_; }

 private:
  ContentPlace place_of(const NewEntry& entry) const;

  std::stop_token stop_;
  IndexFile index_;  // of the release before the next delta
  std::vector<ContentPlaces> places_;
  std::vector<InheritedFile> inherited_;
  std::uint64_t made_bytes_ = 0;
  std::uint64_t made_files_ = 0;
  std::uint64_t inherited_bytes_ = 0;  // each place once
  std::uint64_t inherited_files_ = 0;
};

}  // namespace switchback
