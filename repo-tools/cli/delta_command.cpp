#include <CLI/CLI.hpp>
#include <memory>
#include <set>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/completed_run.hpp"
#include "repo-tools/cli/delta_removal.hpp"
#include "repo-tools/cli/delta_report.hpp"
#include "repo-tools/cli/memory_option.hpp"
#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/delta/add_delta.hpp"
#include "repo-tools/repository/apply_transaction.hpp"

namespace switchback {
namespace {

struct DeltaArguments {
  std::string from;
  std::string to;
  std::string product;
  std::string memory;
  std::vector<std::string> expires;
  bool remove = false;
};

DeltaPair pair_of(const RepositoryPaths& paths, const DeltaArguments& arguments) {
  return {chosen_product(paths, arguments.product), Version::from_argument(arguments.from),
          Version::from_argument(arguments.to)};
}

int run_dry(Invocation& invocation, const DeltaArguments& arguments) {
  const RepositoryPaths paths = invocation.paths();
  if (const auto transaction = read_transaction(paths); transaction && !invocation.options.json)
    invocation.out().line("would complete the interrupted run: " + transaction->operation);
  const DeltaPair pair = pair_of(paths, arguments);
  const RepositoryMetadata metadata =
      read_view(paths, std::set<std::string>{pair.product}).metadata;
  chosen_product(metadata, pair.product);
  const DeltaPlan plan = plan_delta(paths, metadata, pair);
  AddedDelta planned;
  planned.frames = plan.frames;
  if (plan.same_tree) planned.outcome = DeltaOutcome::same_tree;
  if (plan.delta) {
    planned.outcome = DeltaOutcome::exists;
    planned.delta = *plan.delta;
  }
  tell_delta(invocation, pair, planned, true);
  return kExitOk;
}

int run_delta(Invocation& invocation, const DeltaArguments& arguments) {
  const PublishOptions publish{lifetimes_of(arguments.expires), now()};
  DeltaOptions making;
  making.memory = memory_of(arguments.memory);
  making.stop = invocation.stop();
  if (arguments.remove)
    return run_delta_removal(invocation, pair_of(invocation.paths(), arguments), publish);
  if (invocation.options.dry_run) return run_dry(invocation, arguments);
  making.progress = &invocation.progress();
  const DeltaPair pair = pair_of(invocation.paths(), arguments);
  const std::string operation = delta_operation(pair);
  OpenRepository repository(invocation.paths(), operation, std::set<std::string>{pair.product});
  warn_about_completed(invocation, repository, operation);
  chosen_product(repository.metadata(), pair.product);
  const AddedDelta added = add_delta(
      repository, [&] { return invocation.unlocked_keys(); }, pair, making, publish);
  tell_delta(invocation, pair, added, false);
  invocation.conclude([&] { acknowledge_transaction(repository.paths); });
  return kExitOk;
}

}  // namespace

void add_delta_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand(
      "delta", "Add a delta between two published releases: what hosts fetch instead of frames");
  const auto arguments = std::make_shared<DeltaArguments>();
  add_repository_options(*command, invocation);
  add_keys_option(*command, invocation);
  command->add_option("FROM", arguments->from, "The release that hosts have")->required();
  command->add_option("TO", arguments->to, "The release that they move to")->required();
  add_json_option(*command, invocation);
  command->add_option("--product", arguments->product, "The product, where there are several");
  command->add_flag("--remove", arguments->remove,
                    "Take the delta away instead: hosts fetch frames");
  add_memory_option(*command, arguments->memory);
  add_expires_option(*command, arguments->expires);
  do_when_chosen(*command, invocation,
                 [&invocation, arguments] { return run_delta(invocation, *arguments); });
}

}  // namespace switchback
