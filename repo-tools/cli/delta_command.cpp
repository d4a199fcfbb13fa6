#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "base/units.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/completed_run.hpp"
#include "repo-tools/cli/memory_option.hpp"
#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/cli/waiting_roles.hpp"
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
};

DeltaPair pair_of(const RepositoryPaths& paths, const DeltaArguments& arguments) {
  return {chosen_product(paths, arguments.product), Version::from_argument(arguments.from),
          Version::from_argument(arguments.to)};
}

// "would-add" where nothing was done so far.
std::string outcome_name(const AddedDelta& added, bool dry) {
  switch (added.outcome) {
    case DeltaOutcome::added:
      return dry ? "would-add" : "added";
    case DeltaOutcome::exists:
      return "exists";
    case DeltaOutcome::same_tree:
      return "same-tree";
    case DeltaOutcome::not_smaller:
      return "not-smaller";
    case DeltaOutcome::completed_interrupted:
      return "completed-interrupted";
  }
  throw std::logic_error("no such outcome");
}

void print_json(Output& out, const DeltaPair& pair, const AddedDelta& added, bool dry) {
  nlohmann::json json = {
      {"schema", "switchback.delta/1"},
      {"product", pair.product},
      {"from", pair.from.text()},
      {"to", pair.to.text()},
      {"outcome", outcome_name(added, dry)},
      {"visible", added.visible},
      {"delta", nullptr},
      {"frames", {{"bytes", added.frames.bytes}, {"requests", added.frames.requests}}},
      {"waiting", nlohmann::json::array()}};
  if (added.delta.length > 0)
    json["delta"] = {{"length", added.delta.length}, {"sha256", added.delta.sha256.hex()}};
  for (const auto& role : added.waiting) json["waiting"].push_back(role.name);
  out.line(json.dump());
}

std::string sizes_text(const AddedDelta& added) {
  const DownloadEstimate by_delta{added.delta.length, 1};
  return format_size(added.delta.length) + ", " + describe(DownloadChoice{added.frames, by_delta});
}

std::string sentence(const DeltaPair& pair, const AddedDelta& added, bool dry) {
  const std::string way =
      fmt::format("from {} to {} {}", pair.from.text(), pair.product, pair.to.text());
  const std::string frames = format_size(added.frames.bytes);
  switch (added.outcome) {
    case DeltaOutcome::added:
      if (dry) return fmt::format("would make a delta {}; by frames it is {}", way, frames);
      return fmt::format("{} a delta {}: {}",
                         added.visible ? "published" : "recorded, not yet visible:", way,
                         sizes_text(added));
    case DeltaOutcome::exists:
      return fmt::format("nothing to do: there is a delta {}: {}", way, sizes_text(added));
    case DeltaOutcome::same_tree:
      return fmt::format("nothing to do: {} and {} have the same tree", pair.from.text(),
                         pair.to.text());
    case DeltaOutcome::not_smaller:
      return fmt::format("no delta {}: it would be {}, and frames are {}", way,
                         format_size(added.delta.length), frames);
    case DeltaOutcome::completed_interrupted:
      return fmt::format("completed the interrupted run: a delta {}: {}", way, sizes_text(added));
  }
  throw std::logic_error("no such outcome");
}

void tell(Invocation& invocation, const DeltaPair& pair, const AddedDelta& added, bool dry) {
  invocation.clear_progress();
  if (invocation.options.json)
    print_json(invocation.out(), pair, added, dry);
  else
    invocation.out().line(sentence(pair, added, dry));
  for (const auto& warning : added.warnings) invocation.warn(warning);
  warn_about_waiting(invocation, added.waiting);
}

int run_dry(Invocation& invocation, const DeltaArguments& arguments) {
  const RepositoryPaths paths = invocation.paths();
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
  tell(invocation, pair, planned, true);
  return kExitOk;
}

int run_delta(Invocation& invocation, const DeltaArguments& arguments) {
  const PublishOptions publish{lifetimes_of(arguments.expires), now()};
  DeltaOptions making;
  making.memory = memory_of(arguments.memory);
  making.stop = invocation.stop();
  if (invocation.options.dry_run) return run_dry(invocation, arguments);
  making.progress = &invocation.progress();
  const DeltaPair pair = pair_of(invocation.paths(), arguments);
  const std::string operation = delta_operation(pair);
  OpenRepository repository(invocation.paths(), operation, std::set<std::string>{pair.product});
  warn_about_completed(invocation, repository, operation);
  chosen_product(repository.metadata(), pair.product);
  const AddedDelta added = add_delta(
      repository, [&] { return invocation.unlocked_keys(); }, pair, making, publish);
  tell(invocation, pair, added, false);
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
  add_memory_option(*command, arguments->memory);
  add_expires_option(*command, arguments->expires);
  do_when_chosen(*command, invocation,
                 [&invocation, arguments] { return run_delta(invocation, *arguments); });
}

}  // namespace switchback
