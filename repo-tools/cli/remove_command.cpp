#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <memory>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/completed_run.hpp"
#include "repo-tools/cli/plan_question.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/cli/shown_drafts.hpp"
#include "repo-tools/cli/waiting_roles.hpp"
#include "repo-tools/draft/draft_log.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/retention/remove_releases.hpp"

namespace switchback {
namespace {

struct RemoveArguments {
  std::string version;
  std::string product;
  std::string keep_last;
};

std::size_t keep_last_of(const std::string& text) {
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count == 0)
    throw ConfigError("usage", "--keep-last: '" + text + "' is not a number of releases from 1 on",
                      "name single releases to remove the last of them");
  return count;
}

RemovalRequest request_of(const RemoveArguments& arguments) {
  if (arguments.version.empty() == arguments.keep_last.empty())
    throw ConfigError("usage", "remove needs either a version or --keep-last N",
                      "see switchback-repo remove --help");
  RemovalRequest request;
  if (!arguments.version.empty())
    request.version = Version::from_argument(arguments.version);
  else
    request.keep_last = keep_last_of(arguments.keep_last);
  return request;
}

std::string plan_text(const RemovalPlan& plan) {
  std::string text = fmt::format("to be removed from {}:\n", plan.product);
  for (const auto& release : plan.removed)
    text += fmt::format("  {}, published {}\n", release.record.version.text(),
                        format_timestamp(release.record.published));
  for (const auto& kept : plan.kept_barriers)
    text += fmt::format("kept: {}, a barrier on the way to {}\n", kept.barrier.text(),
                        kept.needed_by.text());
  for (const auto& consequence : plan.consequences) text += "note: " + consequence + "\n";
  return text + fmt::format("{} of {} releases stay\n", plan.left, plan.left + plan.removed.size());
}

int tell_nothing(Invocation& invocation, const RemovalPlan& plan) {
  for (const auto& kept : plan.kept_barriers)
    invocation.out().line(fmt::format("kept: {}, a barrier on the way to {}", kept.barrier.text(),
                                      kept.needed_by.text()));
  invocation.out().line(
      fmt::format("{} has {} releases: nothing to remove", plan.product, plan.left));
  return kExitOk;
}

// What an interrupted `release` left beside the release is no draft any more. Where it is damaged
// too, nobody shall remove a published release for it.
bool names_draft(const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                 const RemovalRequest& request) {
  if (!request.version || !is_draft(paths, {request.product, *request.version})) return false;
  const ReleaseName name{request.product, *request.version};
  if (!find_release(metadata, name.product, name.version)) return true;
  if (is_damaged_draft(paths, name))
    throw StateError("damage",
                     fmt::format("{} {} is published, and a damaged draft of it is left",
                                 name.product, name.version.text()),
                     "clear the draft with `switchback-repo release " + name.version.text() +
                         "`; then the release can be removed");
  return false;
}

// No host has seen it: it is gone at once.
int run_remove_draft(Invocation& invocation, const RemovalRequest& request) {
  const ReleaseName name{request.product, *request.version};
  const std::string text = fmt::format("the draft {} {}", name.product, name.version.text());
  show_plan(invocation, "to be removed: " + text + "\n");
  if (invocation.options.dry_run) {
    invocation.out().line("dry run: nothing was changed");
    return kExitOk;
  }
  confirm_plan(invocation, "Remove?");
  remove_draft(invocation.paths(), name);
  const auto unlogged = log_drafts(invocation.paths(), "remove draft", {name}, now());
  if (unlogged) invocation.warn(*unlogged);
  invocation.out().line("removed " + text);
  return kExitOk;
}

int run_dry(Invocation& invocation, RemovalRequest request, const std::string& product) {
  const RepositoryPaths paths = invocation.paths();
  const RepositoryView view = read_view(paths);
  request.product = product_of_draft(invocation, view.metadata, product);
  if (names_draft(paths, view.metadata, request)) return run_remove_draft(invocation, request);
  const RemovalPlan plan = plan_removal(view.metadata, request);
  if (plan.removed.empty()) return tell_nothing(invocation, plan);
  show_plan(invocation, plan_text(plan));
  invocation.out().line("dry run: nothing was changed");
  return kExitOk;
}

void tell(Invocation& invocation, const RemovalPlan& plan, const CommitResult& result) {
  if (result.waiting.empty())
    invocation.out().line(
        fmt::format("removed {} of {}; gc deletes the files when their grace is "
                    "over",
                    plan.removed.size(), plan.product));
  for (const auto& warning : result.warnings) invocation.warn(warning);
  warn_about_waiting(invocation, result.waiting);
}

int run_remove(Invocation& invocation, const RemoveArguments& arguments) {
  RemovalRequest request = request_of(arguments);
  if (invocation.options.dry_run) return run_dry(invocation, request, arguments.product);
  OpenRepository repository(invocation.paths(), "remove");
  request.product = product_of_draft(invocation, repository.metadata(), arguments.product);
  const bool was_removed = was_just_removed(repository, request);
  warn_about_completed(invocation, repository,
                       was_removed ? repository.completed->operation : std::string());
  if (names_draft(repository.paths, repository.metadata(), request))
    return run_remove_draft(invocation, request);
  if (was_removed) {
    invocation.out().line("completed the interrupted run: " + repository.completed->operation);
    invocation.conclude([&] { acknowledge_transaction(repository.paths); });
    return kExitOk;
  }
  const RemovalPlan plan = plan_removal(repository.metadata(), request);
  if (plan.removed.empty()) return tell_nothing(invocation, plan);
  show_plan(invocation, plan_text(plan));
  confirm_plan(invocation, "Remove?");
  KeyFolder keys = invocation.unlocked_keys();
  tell(invocation, plan, remove_releases(repository, keys, request, plan, {}, now()));
  invocation.conclude([&] { acknowledge_transaction(repository.paths); });
  return kExitOk;
}

}  // namespace

void add_remove_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("remove", "Take releases out of the repository");
  const auto arguments = std::make_shared<RemoveArguments>();
  add_repository_options(*command, invocation);
  add_keys_option(*command, invocation);
  command->add_option("VERSION", arguments->version, "This release or draft");
  command->add_option("--keep-last", arguments->keep_last,
                      "All but so many of the newest, and the barriers before them");
  command->add_option("--product", arguments->product, "The product, where there are several");
  do_when_chosen(*command, invocation,
                 [&invocation, arguments] { return run_remove(invocation, *arguments); });
}

}  // namespace switchback
