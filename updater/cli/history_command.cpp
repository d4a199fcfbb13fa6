#include <CLI/CLI.hpp>
#include <memory>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "base/terminal/table.hpp"
#include "base/units.hpp"
#include "updater/cli/commands.hpp"
#include "updater/cli/json_text.hpp"

namespace switchback {
namespace {

std::string version_text(const std::optional<Version>& version) {
  return version ? version->text() : "none";
}

Json update_json(const UpdateSummary& update) {
  Json json{{"id", update.id},
            {"from", version_json(update.from)},
            {"to", update.to.text()},
            {"kind", update.kind},
            {"outcome", update.outcome},
            {"started", update.started},
            {"finished", update.finished.empty() ? Json(nullptr) : Json(update.finished)},
            {"bytes_downloaded", update.bytes_downloaded},
            {"bytes_written", update.bytes_written},
            {"requests", update.requests},
            {"steps", Json::array()},
            {"error", update.error},
            {"warning", update.warning},
            {"undone_by", update.undone_by.empty() ? Json(nullptr) : Json(update.undone_by)}};
  for (const auto& step : update.steps)
    json["steps"].push_back(
        {{"step", step.step}, {"outcome", step.outcome}, {"milliseconds", step.milliseconds}});
  return json;
}

// A minus sign must not turn into a very large number.
std::string whole_number(std::string& text) {
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? "" : "'" + text + "' is not a whole number";
}

int list_updates(Invocation& invocation, std::size_t limit) {
  const auto updates = invocation.open_host().history(limit);
  if (invocation.options.json) {
    Json json{{"schema", "switchback.history/1"}, {"updates", Json::array()}};
    for (const auto& update : updates) json["updates"].push_back(update_json(update));
    invocation.out().line(json_line(json));
    return kExitOk;
  }
  Table table({{"id"}, {"kind"}, {"outcome"}, {"started"}, {"downloaded", Align::right}});
  for (const auto& update : updates)
    table.add({update.id, update.kind,
               update.outcome + (update.undone_by.empty() ? "" : ", undone"), update.started,
               format_size(update.bytes_downloaded)});
  invocation.out().write(table.empty() ? "nothing was installed yet\n"
                                       : table.text(invocation.out_style()));
  return kExitOk;
}

int show_update(Invocation& invocation, const std::string& id) {
  const auto update = invocation.open_host().update(id);
  if (!update)
    throw StateError("not-found", "there is no update " + id, "see 'switchback history'");
  if (invocation.options.json) {
    Json json{{"schema", "switchback.history/1"}, {"updates", {update_json(*update)}}};
    invocation.out().line(json_line(json));
    return kExitOk;
  }
  std::vector<std::pair<std::string, std::string>> fields{
      {"id", update->id},
      {"kind", update->kind},
      {"from", version_text(update->from)},
      {"to", update->to.text()},
      {"outcome", update->outcome},
      {"started", update->started},
      {"finished", update->finished},
      {"downloaded", format_size(update->bytes_downloaded) + " in " +
                         std::to_string(update->requests) + " requests"},
      {"written", format_size(update->bytes_written)}};
  if (!update->error.empty()) fields.emplace_back("error", update->error);
  if (!update->warning.empty()) fields.emplace_back("warning", update->warning);
  if (!update->undone_by.empty()) fields.emplace_back("undone by", update->undone_by);
  for (const auto& step : update->steps)
    fields.emplace_back(
        "step " + step.step,
        step.outcome + ", " + format_duration(std::chrono::milliseconds(step.milliseconds)));
  invocation.out().write(format_fields(fields, invocation.out_style()));
  return kExitOk;
}

}  // namespace

void add_history_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("history", "The updates of this root, newest first");
  const auto limit = std::make_shared<std::size_t>(0);
  command->add_option("--limit", *limit, "At most so many")
      ->check(CLI::Validator(whole_number, ""));
  add_json_option(*command, invocation);
  CLI::App* show = command->add_subcommand("show", "One update with its steps");
  const auto id = std::make_shared<std::string>();
  show->add_option("ID", *id, "The update's id")->required();
  show->fallthrough();
  do_when_chosen(*command, invocation, [&invocation, limit, show, id] {
    return show->parsed() ? show_update(invocation, *id) : list_updates(invocation, *limit);
  });
}

}  // namespace switchback
