#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "base/units.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/completed_run.hpp"
#include "repo-tools/cli/garbage_report.hpp"
#include "repo-tools/cli/plan_question.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/repository/operation_log.hpp"
#include "repo-tools/retention/garbage_removal.hpp"

namespace switchback {
namespace {

std::chrono::seconds grace_of(const std::string& text) {
  const auto grace = parse_duration(text);
  if (!grace)
    throw ConfigError("usage", "--grace " + text + " is no duration", "write it like 24h or 7d");
  return std::chrono::ceil<std::chrono::seconds>(*grace);
}

void warn_about(Invocation& invocation, const GarbagePlan& plan) {
  for (const auto& warning : plan.warnings) invocation.warn(warning);
  if (plan.strangers > 0)
    invocation.warn(
        fmt::format("{} beneath targets/ that no publisher put there: left alone, "
                    "verify names what it is",
                    plan.strangers == 1 ? "a file" : "files"));
}

// What was deleted is deleted.
void log_deletion(Invocation& invocation, const GarbageDeletion& done, Timestamp time) {
  const std::string deleted = deleted_amount(done);
  if (deleted.empty()) return;
  try {
    append_operation(invocation.paths(), {time, "gc: deleted " + deleted, done.files, 0, ""});
  } catch (const StorageError& error) {
    invocation.warn(std::string(error.what()) + "; this gc is not in the log");
  }
}

// The exit status. An interrupted or failed deletion is logged and told as far as it came.
int delete_due(Invocation& invocation, const GarbagePlan& plan, Timestamp time) {
  GarbageDeletion done;
  const auto so_far = [&] {
    log_deletion(invocation, done, time);
    return fmt::format("{} {} deleted, the next gc goes on", done.files,
                       done.files == 1 ? "file" : "files");
  };
  try {
    delete_garbage(invocation.paths(), plan, invocation.stop(), done);
  } catch (const Interrupted&) {
    invocation.tell("interrupted: " + so_far() + "\n");
    return kExitInterrupted;
  } catch (const Error&) {
    invocation.warn(so_far());
    throw;
  }
  log_deletion(invocation, done, time);
  return kExitOk;
}

int run_dry(Invocation& invocation, const GarbageOptions& options) {
  const RepositoryPaths paths = invocation.paths();
  const GarbagePlan plan = plan_garbage(paths, read_pending_set(paths), options);
  warn_about(invocation, plan);
  if (!plan.nothing_is_due()) show_plan(invocation, garbage_text(plan));
  print_garbage(invocation, plan, options.grace,
                plan.nothing_is_due() ? "nothing is due" : "dry run: nothing was changed");
  return kExitOk;
}

int run_gc(Invocation& invocation, const std::string& grace) {
  const GarbageOptions options{grace_of(grace), now()};
  if (invocation.options.dry_run) return run_dry(invocation, options);
  OpenRepository repository(invocation.paths(), "gc");
  warn_about_completed(invocation, repository);  // the command that had begun it acknowledges it
  const GarbagePlan plan = plan_garbage(repository.paths, repository.view.pending, options);
  warn_about(invocation, plan);
  if (plan.nothing_is_due()) {
    record_garbage(repository.paths, plan);
    print_garbage(invocation, plan, options.grace, "nothing is due");
    return kExitOk;
  }
  show_plan(invocation, garbage_text(plan));
  confirm_plan(invocation, "Delete?");
  const int status = delete_due(invocation, plan, options.now);
  if (status != kExitOk) return status;
  print_garbage(invocation, plan, options.grace, "deleted " + due_amount(plan));
  invocation.conclude([] {});
  return kExitOk;
}

}  // namespace

void add_gc_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("gc", "Delete files that nothing needs any more");
  const auto grace = std::make_shared<std::string>("24h");
  add_repository_options(*command, invocation);
  add_json_option(*command, invocation);
  command->add_option("--grace", *grace,
                      "Leave what was needed so short a time ago (24h); 0s: delete at once");
  do_when_chosen(*command, invocation, [&invocation, grace] { return run_gc(invocation, *grace); });
}

}  // namespace switchback
