// What a slot holds beyond its next index, looked for by a thread of its own: while staged content
// is made durable, the calling thread waits for the disk.
#pragma once

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/tree/index_file.hpp"
#include "updater/state/layout.hpp"

namespace switchback {

class StrangerSearch {
 public:
  // Begins. Nothing may change the slot until take().
  StrangerSearch(const Layout& layout, Slot slot, const IndexFile& next);
  StrangerSearch(const StrangerSearch&) = delete;
  StrangerSearch& operator=(const StrangerSearch&) = delete;

  // Waits for the end. Nothing where they are too many to be kept in memory, or the search failed:
  // whoever needs them looks again, and is told what is wrong.
  std::optional<std::vector<std::string>> take();

 private:
  std::optional<std::vector<std::string>> paths_;
  std::jthread thread_;
};

}  // namespace switchback
