#include "repo-tools/cli/delta_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/units.hpp"
#include "repo-tools/cli/waiting_roles.hpp"

namespace switchback {
namespace {

// "would-add" where nothing was done so far.
std::string outcome_name(const AddedDelta& added, bool dry) {
  switch (added.outcome) {
    case DeltaOutcome::added:
      return dry ? "would-add" : "added";
    case DeltaOutcome::exists:
      return "exists";
    case DeltaOutcome::same_tree:
      return "same-tree";
    case DeltaOutcome::not_smaller:
      return "not-smaller";
    case DeltaOutcome::completed_interrupted:
      return "completed-interrupted";
  }
  throw std::logic_error("no such outcome");
}

void print_json(Output& out, const DeltaPair& pair, const AddedDelta& added, bool dry) {
  nlohmann::json json = {
      {"schema", "switchback.delta/1"},
      {"product", pair.product},
      {"from", pair.from.text()},
      {"to", pair.to.text()},
      {"outcome", outcome_name(added, dry)},
      {"visible", added.visible},
      {"delta", nullptr},
      {"resumed_frames", added.resumed_frames},
      {"frames", {{"bytes", added.frames.bytes}, {"requests", added.frames.requests}}},
      {"waiting", nlohmann::json::array()}};
  if (added.delta.length > 0)
    json["delta"] = {{"length", added.delta.length}, {"sha256", added.delta.sha256.hex()}};
  for (const auto& role : added.waiting) json["waiting"].push_back(role.name);
  out.line(json.dump());
}

std::string sizes_text(const AddedDelta& added) {
  const DownloadEstimate by_delta{added.delta.length, 1};
  return format_size(added.delta.length) + ", " + describe(DownloadChoice{added.frames, by_delta});
}

std::string sentence(const DeltaPair& pair, const AddedDelta& added, bool dry) {
  const std::string way =
      fmt::format("from {} to {} {}", pair.from.text(), pair.product, pair.to.text());
  const std::string frames = format_size(added.frames.bytes);
  switch (added.outcome) {
    case DeltaOutcome::added:
      if (dry) return fmt::format("would make a delta {}; by frames it is {}", way, frames);
      return fmt::format("{} a delta {}: {}",
                         added.visible ? "published" : "recorded, not yet visible:", way,
                         sizes_text(added));
    case DeltaOutcome::exists:
      return fmt::format("nothing to do: there is a delta {}: {}", way, sizes_text(added));
    case DeltaOutcome::same_tree:
      return fmt::format("nothing to do: {} and {} have the same tree", pair.from.text(),
                         pair.to.text());
    case DeltaOutcome::not_smaller:
      return fmt::format("no delta {}: it would be {}, and frames are {}", way,
                         format_size(added.delta.length), frames);
    case DeltaOutcome::completed_interrupted:
      return fmt::format("completed the interrupted run: a delta {}: {}", way, sizes_text(added));
  }
  throw std::logic_error("no such outcome");
}

}  // namespace

void tell_delta(Invocation& invocation, const DeltaPair& pair, const AddedDelta& added, bool dry) {
  invocation.clear_progress();
  if (invocation.options.json)
    print_json(invocation.out(), pair, added, dry);
  else
    invocation.out().line(sentence(pair, added, dry));
  if (added.resumed_frames > 0 && !invocation.options.json)
    invocation.out().line(
        fmt::format("{} of its frames were there from an interrupted run", added.resumed_frames));
  for (const auto& warning : added.warnings) invocation.warn(warning);
  warn_about_waiting(invocation, added.waiting);
}

}  // namespace switchback
