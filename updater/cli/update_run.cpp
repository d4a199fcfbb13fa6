#include "updater/cli/update_run.hpp"

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "updater/cli/plan_text.hpp"

namespace switchback {
namespace {

// What was confirmed is what is done: a release that appeared meanwhile is for the next run.
void require_as_confirmed(const Plan& plan, const std::vector<PlannedUpdate>& confirmed) {
  bool same = !plan.nothing_to_do && plan.updates.size() == confirmed.size();
  for (std::size_t i = 0; same && i < confirmed.size(); ++i)
    same = plan.updates[i].to == confirmed[i].to;
  if (!same)
    throw StateError("state", "the way to " + confirmed.back().to.text() + " has changed meanwhile",
                     "run the command again to see and confirm the new one");
}

// What has to be told in any case is kept here.
class UpdateRun {
 public:
  UpdateRun(Invocation& invocation, Host& host, const UpdateCommand& command, const Plan& plan)
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
  const UpdateCommand& command_;
  Plan told_;
  std::vector<PlannedUpdate> left_;  // the first of them is being carried out
  UpdateIds done_;
};

}  // namespace

void print_result(Invocation& invocation, const UpdateCommand& command, const Plan& plan,
                  const UpdateIds& done, const std::string& text) {
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

void print_or_warn(Invocation& invocation, const std::function<void()>& print) {
  try {
    print();
    invocation.out().flush();
  } catch (const StorageError& error) {
    if (invocation.options.dry_run) throw;
    invocation.warn(error.what());
  }
}

int stage(Invocation& invocation, Host& host, const UpdateCommand& command, const Plan& plan) {
  const Update update = host.prepare(plan);
  host.set_aside(update);
  invocation.show_warnings(host);
  print_or_warn(invocation, [&] {
    print_result(invocation, command, plan, {update.id},
                 plan.to->text() + " is staged, not active");
  });
  return kExitOk;
}

int carry_out(Invocation& invocation, Host& host, const UpdateCommand& command, const Plan& plan) {
  return UpdateRun(invocation, host, command, plan).run();
}

}  // namespace switchback
