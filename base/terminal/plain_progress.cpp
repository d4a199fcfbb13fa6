#include "base/terminal/plain_progress.hpp"

#include "base/terminal/progress_text.hpp"

namespace switchback {
namespace {

constexpr std::chrono::seconds kAtLeastEvery{30};

}  // namespace

bool PlainProgress::show(const PhaseView& phase, std::optional<Time> last_shown, int last_percent,
                         Time time) {
  const bool next_tenth = percent_of(phase.done, phase.total) / 10 > last_percent / 10;
  const auto silent = last_shown ? time - *last_shown : Time::duration(phase.elapsed);
  if (!phase.finished && !next_tenth && silent < kAtLeastEvery) return false;
  write(plain_text(phase) + "\n");
  return true;
}

}  // namespace switchback
