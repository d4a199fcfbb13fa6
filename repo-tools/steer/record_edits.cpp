#include "repo-tools/steer/record_edits.hpp"

#include <optional>
#include <stdexcept>
#include <utility>

#include "manifest-schema/recorded_rollout.hpp"

namespace switchback {
namespace {

constexpr const char* kUndo = "--undo";

Steering edit_rollout(std::string detail, std::function<void(Rollout&)> edit) {
  return {SteeredAspect::rollout,
          [edit = std::move(edit)](ReleaseRecord& record) {
            Rollout rollout = recorded_rollout(record);
            edit(rollout);
            record_rollout(record, rollout);
          },
          std::move(detail)};
}

std::string with_text(const char* what, const std::optional<std::string>& text) {
  return text ? std::string(what) + ": " + *text : what;
}

std::string describe_rollout(const Rollout& rollout) {
  const std::string share =
      rollout.percent == 100 ? "all hosts" : std::to_string(rollout.percent) + " % of hosts";
  return (rollout.paused ? "paused at " : "offered to ") + share;
}

}  // namespace

Steering yank_because(std::string reason) {
  return {SteeredAspect::yank,
          [reason = std::move(reason)](ReleaseRecord& record) { record.yanked = reason; }};
}

Steering make_barrier() {
  return {SteeredAspect::barrier, [](ReleaseRecord& record) { record.barrier = true; }};
}

Steering make_dead_end(std::string message) {
  return {SteeredAspect::dead_end,
          [message = std::move(message)](ReleaseRecord& record) { record.dead_end = message; }};
}

Steering take_back(SteeredAspect aspect) {
  switch (aspect) {
    case SteeredAspect::yank:
      return {aspect, [](ReleaseRecord& record) { record.yanked.reset(); }, kUndo};
    case SteeredAspect::barrier:
      return {aspect, [](ReleaseRecord& record) { record.barrier = false; }, kUndo};
    case SteeredAspect::dead_end:
      return {aspect, [](ReleaseRecord& record) { record.dead_end.reset(); }, kUndo};
    case SteeredAspect::rollout:
      break;
  }
  throw std::logic_error("a rollout is changed, not taken back");
}

Steering roll_out_to(std::uint32_t percent) {
  return edit_rollout(std::to_string(percent) + " %",
                      [percent](Rollout& rollout) { rollout.percent = percent; });
}

Steering pause_rollout() {
  return edit_rollout("--pause", [](Rollout& rollout) { rollout.paused = true; });
}

Steering resume_rollout() {
  return edit_rollout("--resume", [](Rollout& rollout) { rollout.paused = false; });
}

std::string aspect_name(SteeredAspect aspect) {
  switch (aspect) {
    case SteeredAspect::yank:
      return "yank";
    case SteeredAspect::barrier:
      return "barrier";
    case SteeredAspect::dead_end:
      return "dead-end";
    case SteeredAspect::rollout:
      return "rollout";
  }
  throw std::logic_error("an aspect without a name");
}

bool is_said(SteeredAspect aspect, const ReleaseRecord& record) {
  if (aspect == SteeredAspect::yank) return record.yanked.has_value();
  if (aspect == SteeredAspect::barrier) return record.barrier;
  if (aspect == SteeredAspect::dead_end) return record.dead_end.has_value();
  return true;
}

std::string describe(SteeredAspect aspect, const ReleaseRecord& record) {
  if (aspect == SteeredAspect::yank) return with_text("yanked", record.yanked);
  if (aspect == SteeredAspect::barrier) return "a barrier";
  if (aspect == SteeredAspect::dead_end) return with_text("a dead end", record.dead_end);
  return describe_rollout(recorded_rollout(record));
}

}  // namespace switchback
