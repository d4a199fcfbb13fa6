#include "repo-tools/cli/delta_removal.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "base/terminal/exit_status.hpp"
#include "base/units.hpp"
#include "repo-tools/cli/completed_run.hpp"
#include "repo-tools/cli/plan_question.hpp"
#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/cli/waiting_roles.hpp"
#include "repo-tools/repository/apply_transaction.hpp"

namespace switchback {
namespace {

std::string outcome_name(const RemovedDelta& removed, bool dry) {
  switch (removed.outcome) {
    case DeltaRemovalOutcome::removed:
      return dry ? "would-remove" : "removed";
    case DeltaRemovalOutcome::absent:
      return "absent";
    case DeltaRemovalOutcome::completed_interrupted:
      return "completed-interrupted";
  }
  throw std::logic_error("no such outcome");
}

std::string way_of(const DeltaPair& pair) {
  return fmt::format("from {} to {} {}", pair.from.text(), pair.product, pair.to.text());
}

void print_json(Output& out, const DeltaPair& pair, const RemovedDelta& removed, bool dry) {
  nlohmann::json json = {{"schema", "switchback.delta/1"},
                         {"product", pair.product},
                         {"from", pair.from.text()},
                         {"to", pair.to.text()},
                         {"outcome", outcome_name(removed, dry)},
                         {"visible", removed.visible},
                         {"delta", nullptr},
                         {"resumed_frames", 0},
                         {"frames", nullptr},
                         {"waiting", nlohmann::json::array()}};
  if (removed.delta)
    json["delta"] = {{"length", removed.delta->length}, {"sha256", removed.delta->sha256.hex()}};
  for (const auto& role : removed.waiting) json["waiting"].push_back(role.name);
  out.line(json.dump());
}

std::string sentence(const DeltaPair& pair, const RemovedDelta& removed, bool dry) {
  switch (removed.outcome) {
    case DeltaRemovalOutcome::absent:
      return "nothing to do: there is no delta " + way_of(pair);
    case DeltaRemovalOutcome::completed_interrupted:
      return "completed the interrupted run: removed the delta " + way_of(pair);
    case DeltaRemovalOutcome::removed:
      if (dry) return "dry run: nothing was changed";
      return (removed.visible ? "removed the delta " : "recorded, not yet visible: no delta ") +
             way_of(pair) + "; gc deletes it when its grace is over";
  }
  throw std::logic_error("no such outcome");
}

void tell(Invocation& invocation, const DeltaPair& pair, const RemovedDelta& removed, bool dry) {
  if (invocation.options.json)
    print_json(invocation.out(), pair, removed, dry);
  else
    invocation.out().line(sentence(pair, removed, dry));
  for (const auto& warning : removed.warnings) invocation.warn(warning);
  warn_about_waiting(invocation, removed.waiting);
}

void show(Invocation& invocation, const DeltaPair& pair, const DeltaRemovalPlan& plan) {
  show_plan(invocation,
            fmt::format("to be removed: the delta {}, {}\nhosts with {} fetch frames\n",
                        way_of(pair), format_size(plan.delta->length), pair.from.text()));
}

int run_dry(Invocation& invocation, const DeltaPair& pair) {
  const RepositoryPaths paths = invocation.paths();
  const RepositoryMetadata metadata =
      read_view(paths, std::set<std::string>{pair.product}).metadata;
  chosen_product(metadata, pair.product);
  const DeltaRemovalPlan plan = plan_delta_removal(paths, metadata, pair);
  RemovedDelta planned;
  planned.delta = plan.delta;
  if (plan.delta)
    show(invocation, pair, plan);
  else
    planned.outcome = DeltaRemovalOutcome::absent;
  tell(invocation, pair, planned, true);
  return kExitOk;
}

}  // namespace

int run_delta_removal(Invocation& invocation, const DeltaPair& pair,
                      const PublishOptions& options) {
  if (invocation.options.dry_run) return run_dry(invocation, pair);
  const std::string operation = delta_removal_operation(pair);
  OpenRepository repository(invocation.paths(), operation, std::set<std::string>{pair.product});
  warn_about_completed(invocation, repository, operation);
  chosen_product(repository.metadata(), pair.product);
  const DeltaRemovalPlan plan = plan_delta_removal(repository.paths, repository.metadata(), pair);
  if (plan.delta) {
    show(invocation, pair, plan);
    confirm_plan(invocation, "Remove?");
  }
  tell(invocation, pair,
       remove_delta(
           repository, [&] { return invocation.unlocked_keys(); }, pair, plan, options),
       false);
  invocation.conclude([&] { acknowledge_transaction(repository.paths); });
  return kExitOk;
}

}  // namespace switchback
