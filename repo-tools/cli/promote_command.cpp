#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <set>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/completed_run.hpp"
#include "repo-tools/cli/first_rollout.hpp"
#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/cli/published_outcome.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/cli/steering_run.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/steer/promote_release.hpp"

namespace switchback {
namespace {

struct PromoteOptions : SteerOptions {
  std::string to;
  FirstRolloutOptions rollout;
};

Promotion promotion_of(const RepositoryPaths& paths, const PromoteOptions& options) {
  return {chosen_product(paths, options.product), Version::from_argument(options.version),
          Version::from_argument(options.to)};
}

int run_dry(Invocation& invocation, const PromoteOptions& options) {
  const RepositoryPaths paths = invocation.paths();
  const Promotion promotion = promotion_of(paths, options);
  const RepositoryMetadata metadata =
      read_view(paths, std::set<std::string>{promotion.product}).metadata;
  chosen_product(metadata, promotion.product);
  require_no_draft(paths, {{promotion.product, promotion.to}});
  promoted_manifest(paths, metadata, promotion, now());
  invocation.out().line(fmt::format("would publish the tree of {} {} as {}", promotion.product,
                                    promotion.from.text(), promotion.to.text()));
  return kExitOk;
}

int run_promote(Invocation& invocation, const PromoteOptions& options) {
  const PublishOptions publish{lifetimes_of(options.expires), now()};
  const auto rollout = first_rollout_of(options.rollout);
  if (invocation.options.dry_run) return run_dry(invocation, options);
  const Promotion promotion = promotion_of(invocation.paths(), options);
  const std::string operation = promote_operation(promotion);
  OpenRepository repository(invocation.paths(), operation,
                            std::set<std::string>{promotion.product});
  warn_about_completed(invocation, repository, operation);
  chosen_product(repository.metadata(), promotion.product);
  require_no_draft(repository.paths, {{promotion.product, promotion.to}});
  const PromotedRelease promoted = promote_release(
      repository, [&] { return invocation.unlocked_keys(); }, promotion, publish, rollout);
  tell_published(invocation, repository, {promoted.manifest}, promoted.result);
  invocation.conclude([&] { acknowledge_transaction(repository.paths); });
  return kExitOk;
}

}  // namespace

void add_promote_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command =
      app.add_subcommand("promote", "Publish the tree of a release under another version");
  const auto options = std::make_shared<PromoteOptions>();
  add_steer_options(*command, invocation, *options);
  command->add_option("--to", options->to, "The new version, like 0r3")->required();
  add_first_rollout_options(*command, options->rollout);
  do_when_chosen(*command, invocation,
                 [&invocation, options] { return run_promote(invocation, *options); });
}

}  // namespace switchback
