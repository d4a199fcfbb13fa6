// install, upgrade, downgrade and rollback: plan, ask, prepare, activate, confirm.
#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "updater/cli/commands.hpp"
#include "updater/cli/plan_text.hpp"
#include "updater/cli/update_options.hpp"

namespace switchback {
namespace {

using Kind = UpdateRequest::Kind;

struct Command {
  Kind kind;
  std::string name;  // also in "switchback.<name>/1"
};

using Ids = std::vector<std::string>;

// `done`: the updates that were carried out, in order.
void print_result(Invocation& invocation, const Command& command, const Plan& plan, const Ids& done,
                  const std::string& text) {
  if (!invocation.options.json) {
    invocation.out().line(text);
    return;
  }
  Json json{{"schema", "switchback." + command.name + "/1"},
            {"dry_run", invocation.options.dry_run},
            {"update", done.empty() ? Json(nullptr) : Json(done.back())},
            {"updates", done},
            {"plan", plan_json(plan)}};
  invocation.out().line(json_line(json));
}

// Standard output may be gone (a full disk, a closed pipe): what was decided to be done is done all
// the same, and is durable.
void print_or_warn(Invocation& invocation, const std::function<void()>& print) {
  try {
    print();
    invocation.out().flush();
  } catch (const StorageError& error) {
    if (invocation.options.dry_run) throw;
    invocation.warn(error.what());
  }
}

// With --stage-only nothing is switched, so there is nothing to go back from.
// Only the first of several updates is staged.
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

int stage(Invocation& invocation, Host& host, const Command& command, const Plan& plan) {
  const Update update = host.prepare(plan);
  host.set_aside(update);
  invocation.show_warnings(host);
  print_or_warn(invocation, [&] {
    print_result(invocation, command, plan, {update.id},
                 plan.to->text() + " is staged, not active");
  });
  return kExitOk;
}

// What was confirmed is what is done: a release that appeared meanwhile is for the next run.
void require_as_confirmed(const Plan& plan, const std::vector<PlannedUpdate>& confirmed) {
  bool same = !plan.nothing_to_do && plan.updates.size() == confirmed.size();
  for (std::size_t i = 0; same && i < confirmed.size(); ++i)
    same = plan.updates[i].to == confirmed[i].to;
  if (!same)
    throw StateError("state", "the way to " + confirmed.back().to.text() + " has changed meanwhile",
                     "run the command again to see and confirm the new one");
}

// The updates of a plan, each durable by itself: where a later one fails, the host stays with what
// the one before has brought. What has to be told in any case is kept here.
class UpdateRun {
 public:
  UpdateRun(Invocation& invocation, Host& host, const Command& command, const Plan& plan)
      : invocation_(invocation), host_(host), command_(command), told_(plan), left_(plan.updates) {}

  int run() {
    carry_out(told_);
    try {
      while (left_.size() > 1) next();
    } catch (...) {
      tell_of_stop();
      throw;
    }
    if (invocation_.options.json) tell_all();
    return told_.restart_required ? kExitRestartNeeded : kExitOk;
  }

 private:
  void next() {
    left_.erase(left_.begin());
    const Plan plan = host_.plan(told_.request);
    invocation_.show_warnings(host_);
    require_as_confirmed(plan, left_);
    invocation_.tell(plan_text(plan));
    carry_out(plan);
  }

  void carry_out(const Plan& plan) {
    const Update update = host_.prepare(plan);
    host_.activate(update);
    host_.confirm(update);
    invocation_.show_warnings(host_);
    done_.push_back(update.id);
    told_.restart_required = told_.restart_required || plan.restart_required;
    invocation_.left_when_interrupted =
        plan.to->text() + " is active; run the command again to go on";
    if (invocation_.options.json) return;
    print_or_warn(invocation_, [&] {
      invocation_.out().line(plan.to->text() + " is active (" + update.id + ")");
    });
  }

  void tell_all() {
    print_or_warn(invocation_, [&] { print_result(invocation_, command_, told_, done_, ""); });
  }

  // Whatever status this ends with, a script must learn what was done.
  void tell_of_stop() {
    invocation_.warn("stopped on the way: " + done_.back() + " is done and stays" +
                     (told_.restart_required ? ", and a restart is needed" : "") +
                     "; run the command again to go on");
    if (invocation_.options.json) tell_all();
  }

  Invocation& invocation_;
  Host& host_;
  const Command& command_;
  Plan told_;
  std::vector<PlannedUpdate> left_;  // the first of them is being carried out
  Ids done_;
};

int run_update(Invocation& invocation, const Command& command, const UpdateOptions& options) {
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
                            : UpdateRun(invocation, host, command, plan).run();
}

// What all four have, and what they do.
void finish_command(CLI::App& app, Invocation& invocation, Command command,
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
