// Where the content of each entry of a release on the way is: nobody installs that release, so that
// its tree is nowhere as a whole.
#pragma once

#include <cstdint>
#include <string>

#include "base/descriptor.hpp"

namespace switchback {

struct ContentPlace {
  std::uint32_t layer = 0;    // 0: the slot; n: what the nth delta made
  std::uint32_t ordinal = 0;  // in the index of the slot, or of the release after that delta

  auto operator<=>(const ContentPlace&) const = default;
};

// In a file, so that a tree of a million files costs no memory. Reading is safe from several
// threads.
class ContentPlaces {
 public:
  // `file` is empty and open for reading and writing.
  ContentPlaces(Descriptor file, std::string name);

  // Of the next entry.
  void add(ContentPlace place);
  // After the last one.
  void finish();
  ContentPlace at(std::uint64_t ordinal) const;

 private:
  Descriptor file_;
  std::string name_;
  std::string pending_;
};

}  // namespace switchback
