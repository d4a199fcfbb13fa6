// install, upgrade, downgrade and rollback: plan, ask, prepare, activate, confirm.
#include <CLI/CLI.hpp>
#include <memory>

#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "updater/cli/commands.hpp"
#include "updater/cli/plan_text.hpp"
#include "updater/cli/update_options.hpp"
#include "updater/cli/update_run.hpp"

namespace switchback {
namespace {

using Kind = UpdateRequest::Kind;

// With --stage-only nothing is switched, so there is nothing to go back from; and only the first of
// several updates is staged.
void leave_out_switch(Plan& plan) {
  if (plan.updates.size() > 1) plan.updates.resize(1);
  std::erase_if(plan.steps,
                [](const std::string& step) { return step == "switch" || step == "commit"; });
  plan.undo.clear();
}

// The plan is data, and belongs to standard output; where it is asked about, it is part of the
// question and stands beside it, whatever --json or a redirection makes of the output.
void show_plan(Invocation& invocation, const Plan& plan) {
  if (invocation.will_ask()) {
    invocation.tell(plan_text(plan));
  } else if (!invocation.options.json) {
    print_or_warn(invocation, [&] { invocation.out().write(plan_text(plan)); });
  }
}

int run_update(Invocation& invocation, const UpdateCommand& command, const UpdateOptions& options) {
  const UpdateRequest request = request_of(command.kind, options, invocation.options.dry_run);
  Host host = invocation.open_host();
  if (!request.dry_run) host.lock(command.name);
  Plan plan = host.plan(request);
  if (options.stage_only) leave_out_switch(plan);
  invocation.show_warnings(host);
  if (plan.nothing_to_do) {
    print_result(invocation, command, plan, {},
                 (plan.from ? plan.from->text() : "nothing") + " is active: nothing to do");
    return kExitOk;
  }
  if (options.stage_only && plan.instant) {
    print_result(invocation, command, plan, {}, plan.to->text() + " is staged already");
    return kExitOk;
  }
  show_plan(invocation, plan);
  if (request.dry_run) {
    print_result(invocation, command, plan, {}, "dry run: nothing was changed");
    return kExitOk;
  }
  invocation.confirm("Go on?");
  return options.stage_only ? stage(invocation, host, command, plan)
                            : carry_out(invocation, host, command, plan);
}

// What all four have, and what they do.
void finish_command(CLI::App& app, Invocation& invocation, const UpdateCommand& command,
                    const std::shared_ptr<UpdateOptions>& options) {
  add_verify_option(app, *options);
  add_force_option(app, *options);
  add_json_option(app, invocation);
  do_when_chosen(app, invocation, [&invocation, command, options] {
    invocation.failure_status = kExitHostFailure;
    return run_update(invocation, command, *options);
  });
}

void add_install(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("install", "First installation");
  const auto options = std::make_shared<UpdateOptions>();
  command->add_option("VERSION", options->version, "Default: the newest of the channel");
  add_channel_option(*command, *options);
  add_stale_options(*command, *options);
  finish_command(*command, invocation, {Kind::install, "install"}, options);
}

void add_upgrade(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("upgrade", "Move to a newer version");
  const auto options = std::make_shared<UpdateOptions>();
  CLI::Option* latest =
      command->add_flag("--latest", options->latest, "The newest of the host's channel (default)");
  CLI::Option* stable = command->add_flag("--stable", options->stable, "The newest of type r");
  CLI::Option* to = command->add_option("--to", options->version, "This version");
  latest->excludes(stable)->excludes(to);
  stable->excludes(to);
  stable->excludes(add_channel_option(*command, *options));
  add_stale_options(*command, *options);
  command->add_flag("--stage-only", options->stage_only, "Download and build it, do not switch");
  finish_command(*command, invocation, {Kind::upgrade, "upgrade"}, options);
}

void add_downgrade(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("downgrade", "Move to an older version");
  const auto options = std::make_shared<UpdateOptions>();
  command->add_option("--to", options->version, "This version")->required();
  finish_command(*command, invocation, {Kind::downgrade, "downgrade"}, options);
}

void add_rollback(CLI::App& app, Invocation& invocation) {
  CLI::App* command =
      app.add_subcommand("rollback", "Undo the newest update that is not yet undone");
  const auto options = std::make_shared<UpdateOptions>();
  command->add_option("--update-id", options->update_id, "Back to before this update");
  finish_command(*command, invocation, {Kind::rollback, "rollback"}, options);
}

}  // namespace

void add_update_commands(CLI::App& app, Invocation& invocation) {
  add_install(app, invocation);
  add_upgrade(app, invocation);
  add_downgrade(app, invocation);
  add_rollback(app, invocation);
}

}  // namespace switchback
