#include <CLI/CLI.hpp>

#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "updater/cli/commands.hpp"
#include "updater/cli/json_text.hpp"

namespace switchback {
namespace {

std::string report_text(const RecoveryReport& report) {
  if (report.was_clean) return "nothing was interrupted";
  return report.update_id.empty() ? report.action : report.update_id + ": " + report.action;
}

void print_json(Invocation& invocation, const std::string& update, const std::string& action) {
  Json json{{"schema", "switchback.recover/1"},
            {"dry_run", invocation.options.dry_run},
            {"clean", action.empty()},
            {"update", update.empty() ? Json(nullptr) : Json(update)},
            {"action", action}};
  invocation.out().line(json_line(json));
}

int dry_run(Invocation& invocation, Host& host) {
  const Status status = host.status();
  if (invocation.options.json) {
    print_json(invocation, status.unfinished, status.unfinished.empty() ? "" : "would recover");
    return kExitOk;
  }
  invocation.out().line(status.unfinished.empty() ? "nothing is unfinished"
                                                  : "would finish or undo " + status.unfinished +
                                                        " (" + status.unfinished_phase + ")");
  return kExitOk;
}

int run_recover(Invocation& invocation) {
  Host host = invocation.open_host();
  if (invocation.options.dry_run) return dry_run(invocation, host);
  const RecoveryReport report = host.lock("recover");
  invocation.show_warnings(host);
  if (invocation.options.json) {
    print_json(invocation, report.update_id, report.action);
  } else {
    invocation.out().line(report_text(report));
  }
  return kExitOk;
}

}  // namespace

void add_recover_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("recover", "Finish or undo an interrupted update");
  add_json_option(*command, invocation);
  do_when_chosen(*command, invocation, [&invocation] {
    invocation.failure_status = kExitHostFailure;
    return run_recover(invocation);
  });
}

}  // namespace switchback
