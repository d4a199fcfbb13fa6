#include "repo-tools/publish/refresh.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/cli/waiting_roles.hpp"
#include "repo-tools/repository/apply_transaction.hpp"

namespace switchback {
namespace {

using Strings = std::vector<std::string>;

std::string joined(const Strings& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void warn_about_overdue(Invocation& invocation, const RefreshPlan& plan) {
  for (const auto& role : plan.overdue)
    invocation.warn(fmt::format("{} expires {} and its key is not here", role.name,
                                format_timestamp(role.expires)));
}

int run_dry(Invocation& invocation, const Lifetimes& lifetimes) {
  const RepositoryPaths paths = invocation.paths();
  Output& out = invocation.out();
  if (const auto transaction = read_transaction(paths))
    out.line("would complete the interrupted run: " + transaction->operation);
  const RepositoryView view = read_view(paths);
  KeyFolder keys = invocation.unlocked_keys();
  const RefreshPlan plan = plan_refresh(view, keys, lifetimes, now());
  warn_about_overdue(invocation, plan);
  if (!plan.renewals.empty()) out.line("would sign again: " + joined(plan.renewals));
  for (const auto& role : view.pending.roles) out.line("pending: " + role.name);
  if (plan.renewals.empty() && !plan.has_pending) out.line("nothing is due");
  return kExitOk;
}

void tell(Invocation& invocation, const RefreshPlan& plan, const CommitResult& result) {
  Output& out = invocation.out();
  if (plan.renewals.empty() && !plan.has_pending) out.line("nothing is due");
  if (result.changed_repository) {
    if (!plan.renewals.empty()) out.line("signed again: " + joined(plan.renewals));
    if (plan.has_pending && !result.visible.empty())
      out.line("visible now: " + joined(result.visible));
  }
  for (const auto& warning : result.warnings) invocation.warn(warning);
  warn_about_waiting(invocation, result.waiting);
}

int run_refresh(Invocation& invocation, const Strings& expires) {
  const Lifetimes lifetimes = lifetimes_of(expires);
  if (invocation.options.dry_run) return run_dry(invocation, lifetimes);
  const Timestamp time = now();
  OpenRepository repository(invocation.paths(), "refresh");
  for (const auto& warning : repository.warnings) invocation.warn(warning);
  if (repository.completed)
    invocation.out().line("completed the interrupted run: " + repository.completed->operation);
  KeyFolder keys = invocation.unlocked_keys();
  const RefreshPlan plan = plan_refresh(repository.view, keys, lifetimes, time);
  warn_about_overdue(invocation, plan);
  tell(invocation, plan, refresh_repository(repository, keys, plan, lifetimes, time));
  invocation.conclude([&] { acknowledge_transaction(repository.paths); });
  return kExitOk;
}

}  // namespace

void add_refresh_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand(
      "refresh", "Sign again what is due; make visible what waited for keys that are here");
  const auto expires = std::make_shared<Strings>();
  add_repository_options(*command, invocation);
  add_keys_option(*command, invocation);
  add_expires_option(*command, *expires);
  do_when_chosen(*command, invocation,
                 [&invocation, expires] { return run_refresh(invocation, *expires); });
}

}  // namespace switchback
