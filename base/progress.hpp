// Where long work says how far it is. Libraries report to the Progress they are given; what a
// person sees of it is the caller's business (base/terminal/progress_renderer.hpp).
#pragma once

#include <cstdint>
#include <string_view>

namespace switchback {

enum class ProgressUnit { bytes, items };

class Progress {
 public:
  virtual ~Progress() = default;

  // `phase` is a short stable word ("download", "verify"). `done` is cumulative within the phase;
  // `total` is 0 where it is not known; done == total ends the phase. May be called from any thread
  // and often: implementations lock, decide themselves what to show, and never throw for want of a
  // reader.
  virtual void report(std::string_view phase, std::uint64_t done, std::uint64_t total,
                      ProgressUnit unit) = 0;
};

class NullProgress : public Progress {
 public:
  void report(std::string_view, std::uint64_t, std::uint64_t, ProgressUnit) override {}
};

}  // namespace switchback
