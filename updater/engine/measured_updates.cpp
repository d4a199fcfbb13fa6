#include "updater/engine/measured_updates.hpp"

#include <algorithm>

namespace switchback {
namespace {

constexpr std::size_t kRecent = 5;     // older ones saw another disk, network or tree
constexpr std::size_t kLookedAt = 20;  // failed ones are passed over

MeasuredUpdate measure(const UpdateRecord& record, const std::vector<StepRecord>& steps) {
  MeasuredUpdate measured;
  measured.bytes = record.bytes_downloaded + record.bytes_written;
  measured.instant = true;
  for (const auto& step : steps) {
    if (step.step == "stage") measured.instant = false;
    if (!step.finished) continue;
    // A clock that was set back in between measured nothing.
    measured.duration += std::max(*step.finished - step.started, std::chrono::milliseconds(0));
  }
  return measured;
}

}  // namespace

std::vector<MeasuredUpdate> measured_updates(Session& session) {
  std::vector<MeasuredUpdate> measured;
  for (const auto& record : session.store.updates(kLookedAt)) {
    if (record.outcome != UpdateOutcome::succeeded) continue;
    measured.push_back(measure(record, session.store.steps(record.id)));
    if (measured.size() == kRecent) break;
  }
  return measured;
}

}  // namespace switchback
