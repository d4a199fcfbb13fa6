#include "updater/cli/plan_text.hpp"

#include <fmt/format.h>

#include "base/terminal/error_message.hpp"
#include "base/units.hpp"

namespace switchback {
namespace {

std::string kind_name(UpdateRequest::Kind kind) {
  switch (kind) {
    case UpdateRequest::Kind::install:
      return "install";
    case UpdateRequest::Kind::upgrade:
      return "upgrade";
    case UpdateRequest::Kind::downgrade:
      return "downgrade";
    case UpdateRequest::Kind::rollback:
      return "roll back";
  }
  return "update";
}

std::string expected_time_text(const Plan& plan) {
  const std::string time = plan.expected_time < std::chrono::seconds(1)
                               ? "under a second"
                               : "about " + format_duration(plan.expected_time);
  return fmt::format("  time      {} ({})\n", time, plan.expected_time_basis);
}

// Where the last of its updates leads.
std::optional<Version> final_version(const Plan& plan) {
  return plan.updates.empty() ? plan.to : std::optional(plan.updates.back().to);
}

// "0r1 -> 0r3 (barrier) -> 0r5, at most 120 MiB for what follows"; empty where there is one update.
std::string path_text(const Plan& plan) {
  if (plan.updates.size() < 2) return "";
  std::string path = plan.from ? plan.from->text() : "nothing";
  std::uint64_t later = 0;
  constexpr std::size_t kShown = 10;
  for (std::size_t i = 0; i < plan.updates.size(); ++i) {
    const PlannedUpdate& update = plan.updates[i];
    if (i > 0) later += update.bytes;
    if (i == kShown && plan.updates.size() > kShown + 1) path += " -> ...";
    if (i >= kShown && i + 1 < plan.updates.size()) continue;
    path += " -> " + update.to.text();
    if (update.stop != "target") path += " (" + update.stop + ")";
  }
  return fmt::format(
      "  path      {}: {} updates; what follows is the first, the others download at "
      "most {}\n",
      path, plan.updates.size(), format_size(later));
}

std::string source_name(const PlannedSource& source) {
  if (!source.delta_from) return "frames";
  if (source.through.empty()) return "delta from " + source.delta_from->text();
  std::string between;
  for (const auto& version : source.through)
    between += (between.empty() ? "" : ", ") + version.text();
  return "chain of deltas from " + source.delta_from->text() + " through " + between;
}

// ", beside 23.0 KiB for this plan"; empty where it cost nothing.
std::string planning_text(const Plan& plan) {
  if (plan.planning_bytes == 0) return "";
  return ", beside " + format_size(plan.planning_bytes) + " for this plan";
}

// ": delta from 0r1 (frames: 1.2 MiB)"; empty where there was no choice.
std::string sources_text(const Plan& plan) {
  if (plan.sources.size() < 2) return "";
  std::string others;
  for (std::size_t i = 1; i < plan.sources.size(); ++i)
    others += (i > 1 ? ", " : "") + source_name(plan.sources[i]) + ": " +
              format_size(plan.sources[i].bytes);
  return ": " + source_name(plan.sources[0]) + " (" + others + ")";
}

}  // namespace

std::string plan_title(const Plan& plan) {
  std::string title = kind_name(plan.request.kind) + " " + plan.product;
  if (plan.from) title += " from " + plan.from->text();
  if (const auto to = final_version(plan)) title += " to " + to->text();
  return title + (plan.security ? " (security update)" : "");
}

std::string plan_text(const Plan& plan) {
  std::string text = plan_title(plan) + "\n" + path_text(plan);
  if (plan.instant) {
    text += "  the other slot holds it already: nothing to download\n";
  } else {
    text +=
        fmt::format("  download  {} in at most {} requests{}{}\n", format_size(plan.download_bytes),
                    plan.requests, planning_text(plan), sources_text(plan));
    text += fmt::format("  write     {} in {} files\n", format_size(plan.write_bytes),
                        plan.changed_files);
    text += fmt::format("  space     {} needed, {} free\n", format_size(plan.space_needed),
                        format_size(plan.space_available));
  }
  text += expected_time_text(plan);
  std::string steps;
  for (const auto& step : plan.steps) steps += (steps.empty() ? "" : " ") + step;
  text += "  steps     " + steps + "\n";
  for (const auto& id : plan.undone_updates) text += "  undoes    " + id + "\n";
  if (!plan.undo.empty()) text += "  undo      " + plan.undo + "\n";
  for (const auto& note : plan.notes) text += "  note      " + printable(note) + "\n";
  return text;
}

Json updates_json(const std::vector<PlannedUpdate>& updates) {
  Json list = Json::array();
  for (const auto& update : updates)
    list.push_back({{"from", version_json(update.from)},
                    {"to", update.to.text()},
                    {"bytes_at_most", update.bytes},
                    {"requests_at_most", update.requests},
                    {"stop", update.stop}});
  return list;
}

std::string source_kind(const PlannedSource& source) {
  if (!source.delta_from) return "frames";
  return source.through.empty() ? "delta" : "chain";
}

Json versions_json(const std::vector<Version>& versions) {
  Json list = Json::array();
  for (const auto& version : versions) list.push_back(version.text());
  return list;
}

Json sources_json(const std::vector<PlannedSource>& sources) {
  Json list = Json::array();
  for (const auto& source : sources)
    list.push_back({{"kind", source_kind(source)},
                    {"from", version_json(source.delta_from)},
                    {"through", versions_json(source.through)},
                    {"bytes", source.bytes},
                    {"requests", source.requests}});
  return list;
}

Json plan_json(const Plan& plan) {
  return {{"from", version_json(plan.from)},
          {"to", version_json(final_version(plan))},
          {"updates", updates_json(plan.updates)},
          {"nothing_to_do", plan.nothing_to_do},
          {"instant", plan.instant},
          {"security", plan.security},
          {"sources", sources_json(plan.sources)},
          {"download_bytes", plan.download_bytes},
          {"requests", plan.requests},
          {"planning_bytes", plan.planning_bytes},
          {"write_bytes", plan.write_bytes},
          {"changed_files", plan.changed_files},
          {"space_needed", plan.space_needed},
          {"space_available", plan.space_available},
          {"expected_milliseconds", plan.expected_time.count()},
          {"expected_from", plan.expected_time_measured ? "history" : "default"},
          {"steps", plan.steps},
          {"undoes", plan.undone_updates},
          {"undo", plan.undo},
          {"restart_required", plan.restart_required},
          {"notes", plan.notes}};
}

}  // namespace switchback
