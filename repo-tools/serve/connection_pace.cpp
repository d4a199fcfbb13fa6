#include "repo-tools/serve/connection_pace.hpp"

namespace switchback {

void ConnectionPace::answer_begins() {
  answering_ = true;
  at_begin_.reset();
}

void ConnectionPace::answer_ended(Time now) {
  answering_ = false;
  since_ = now;
}

Pace ConnectionPace::judge(Time now, const PaceLimits& limits, const BytesTaken& bytes_taken) {
  if (!answering_) return now - since_ >= limits.request_deadline ? Pace::request_late : Pace::kept;
  if (at_begin_ && now - since_ < limits.reading_window) return Pace::kept;
  const auto taken = bytes_taken();
  if (!taken) return Pace::kept;
  if (at_begin_ && *taken - *at_begin_ < limits.least_bytes_per_window) return Pace::reader_slow;
  at_begin_ = taken;
  since_ = now;
  return Pace::kept;
}

}  // namespace switchback
