#include "repo-tools/serve/connection_pace.hpp"

namespace switchback {

void ConnectionPace::answer_begins() {
  answering_ = true;
  ended_ = false;
  at_begin_.reset();
}

void ConnectionPace::answer_ended(Time now) {
  answering_ = false;
  ended_ = false;
  since_ = now;
}

Pace ConnectionPace::judge_request(Time now, const PaceLimits& limits, const HasEnded& has_ended) {
  if (now - since_ >= limits.request_deadline) return Pace::request_late;
  const bool had_ended = ended_;
  ended_ = has_ended();
  return had_ended && ended_ ? Pace::client_gone : Pace::kept;
}

Pace ConnectionPace::judge(Time now, const PaceLimits& limits, const BytesTaken& bytes_taken,
                           const HasEnded& has_ended) {
  if (!answering_) return judge_request(now, limits, has_ended);
  if (at_begin_ && now - since_ < limits.reading_window) return Pace::kept;
  const auto taken = bytes_taken();
  if (!taken) return Pace::kept;
  if (at_begin_ && *taken - *at_begin_ < limits.least_bytes_per_window) return Pace::reader_slow;
  at_begin_ = taken;
  since_ = now;
  return Pace::kept;
}

}  // namespace switchback
