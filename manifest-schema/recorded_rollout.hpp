// A rollout to everybody has one form in a record: none.
#pragma once

#include "manifest-schema/release_record.hpp"

namespace switchback {

inline Rollout recorded_rollout(const ReleaseRecord& record) {
  return record.rollout.value_or(Rollout{});
}

inline void record_rollout(ReleaseRecord& record, const Rollout& rollout) {
  record.rollout.reset();
  if (rollout != Rollout{}) record.rollout = rollout;
}

}  // namespace switchback
