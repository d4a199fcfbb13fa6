#include "base/terminal/json_progress.hpp"

#include <nlohmann/json.hpp>

namespace switchback {
namespace {

constexpr std::chrono::milliseconds kAtMostEvery{200};

using nlohmann::json;

}  // namespace

bool JsonProgress::show(const PhaseView& phase, std::optional<Time> last_shown, int, Time time) {
  if (!phase.finished && last_shown && time - *last_shown < kAtMostEvery) return false;
  json object{{"phase", phase.name},
              {"done", phase.done},
              {"total", phase.total > 0 ? json(phase.total) : json()},
              {"unit", phase.unit == ProgressUnit::bytes ? "bytes" : "items"},
              {"elapsed_ms", phase.elapsed.count()},
              {"finished", phase.finished},
              {"per_second", nullptr},
              {"remaining_s", nullptr}};
  if (phase.per_second) object["per_second"] = static_cast<std::uint64_t>(*phase.per_second);
  if (phase.remaining) object["remaining_s"] = phase.remaining->count();
  write(object.dump(-1, ' ', false, json::error_handler_t::replace) + "\n");
  return true;
}

}  // namespace switchback
