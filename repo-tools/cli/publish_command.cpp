#include <CLI/CLI.hpp>
#include <memory>
#include <set>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "manifest-schema/delta_reference.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/completed_run.hpp"
#include "repo-tools/cli/first_rollout.hpp"
#include "repo-tools/cli/memory_option.hpp"
#include "repo-tools/cli/prepared_releases.hpp"
#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/cli/publish_batch.hpp"
#include "repo-tools/cli/publish_dry_run.hpp"
#include "repo-tools/cli/publish_report.hpp"
#include "repo-tools/cli/published_outcome.hpp"
#include "repo-tools/cli/removed_warning.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/draft/draft_log.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/removed_versions.hpp"

namespace switchback {
namespace {

struct PublishArguments {
  std::string product;
  std::string version;
  std::string tree;
  std::string changelog;
  std::string level = "default";
  std::string memory;
  std::vector<std::string> expires;
  std::string batch;
  bool draft = false;
  FirstRolloutOptions rollout;
  std::size_t deltas_from = 1;
};

// --product may be left out where the repository has one product.
std::string product_of(const RepositoryPaths& paths, const PublishArguments& arguments) {
  if (!arguments.product.empty()) return arguments.product;
  if (products_before_recovery(paths).empty())
    throw ConfigError("usage", "the first release needs the name of its product",
                      "give it with --product");
  return chosen_product(paths, "");
}

std::vector<ReleaseSource> sources_of(const RepositoryPaths& paths,
                                      const PublishArguments& arguments) {
  const bool is_single = !arguments.version.empty() && !arguments.tree.empty();
  const bool names_one = !arguments.product.empty() || !arguments.version.empty() ||
                         !arguments.tree.empty() || !arguments.changelog.empty();
  const bool is_batch = !arguments.batch.empty();
  if (is_batch ? names_one : !is_single)
    throw ConfigError("usage", "publish needs --version and --tree, or --batch alone",
                      "see switchback-repo publish --help");
  if (is_batch) return read_batch(arguments.batch);
  ReleaseSource source{product_of(paths, arguments), Version::from_argument(arguments.version),
                       arguments.tree, std::nullopt};
  if (!arguments.changelog.empty()) source.changelog = arguments.changelog;
  return {source};
}

BundleLevel level_of(const std::string& name) {
  if (name == "fast") return BundleLevel::fast;
  return name == "max" ? BundleLevel::max : BundleLevel::standard;
}

// Needs no key, and changes nothing that readers see.
int keep_drafts(Invocation& invocation, OpenRepository& repository,
                const std::vector<ReleaseSource>& sources, const PrepareOptions& options,
                const DeltaRequest& deltas) {
  require_publishable(repository.view.metadata, names_of(sources));
  warn_about_removed(invocation, repository.metadata(), names_of(sources));
  const auto [releases, added] = prepare_all(invocation, repository, sources, options, deltas);
  for (const auto& release : releases) require_not_another(repository.metadata(), release.manifest);
  for (const auto& release : releases) save_draft(repository.paths, release);
  const auto unlogged = log_drafts(repository.paths, "draft", names_of(sources), options.now);
  if (unlogged) invocation.warn(*unlogged);
  invocation.clear_progress();
  for (const auto& release : releases)
    print_release(invocation.out(), invocation.out_style(), "kept as a draft:", release.manifest);
  tell_deltas(invocation, added);
  invocation.conclude([&] { acknowledge_transaction(repository.paths); });
  return kExitOk;
}

// A draft is offered to nobody: what is said about it is said when it is released.
std::optional<Rollout> rollout_of(const PublishArguments& arguments) {
  const auto rollout = first_rollout_of(arguments.rollout);
  if (rollout && arguments.draft)
    throw ConfigError("usage", "a draft has no rollout yet",
                      "give --percent or --paused to `switchback-repo release`");
  return rollout;
}

int run_publish(Invocation& invocation, const PublishArguments& arguments) {
  const std::vector<ReleaseSource> sources = sources_of(invocation.paths(), arguments);
  const std::vector<ReleaseName> names = names_of(sources);
  const PrepareOptions prepare{level_of(arguments.level), memory_of(arguments.memory), now(),
                               invocation.stop()};
  const PublishOptions publish{lifetimes_of(arguments.expires), prepare.now};
  DeltaRequest deltas{arguments.deltas_from, prepare.memory, prepare.stop};
  const auto rollout = rollout_of(arguments);
  if (invocation.options.dry_run)
    return run_publish_dry(invocation, sources, arguments.draft, arguments.deltas_from);

  const std::string operation = publish_operation(names);
  OpenRepository repository(invocation.paths(), operation, products_of(names));
  warn_about_completed(invocation, repository, operation);
  if (arguments.draft) return keep_drafts(invocation, repository, sources, prepare, deltas);
  require_publishable(repository, names);
  require_no_draft(repository.paths, names);
  warn_about_removed(invocation, repository.metadata(), names);
  KeyFolder keys = invocation.unlocked_keys();
  // What is published already has its deltas.
  if (repository.completed && repository.completed->operation == operation) deltas.count = 0;
  auto [releases, added] = prepare_all(invocation, repository, sources, prepare, deltas);
  for (auto& release : releases) release.rollout = rollout;
  const PublishResult result = publish_releases(repository, keys, releases, publish);
  std::vector<ReleaseManifest> manifests;
  manifests.reserve(releases.size());
  for (const auto& release : releases) manifests.push_back(release.manifest);
  tell_published(invocation, repository, manifests, result);
  tell_deltas(invocation, added);
  invocation.conclude([&] { acknowledge_transaction(repository.paths); });
  return kExitOk;
}

}  // namespace

void add_publish_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("publish", "Publish a folder as a signed release");
  const auto arguments = std::make_shared<PublishArguments>();
  add_repository_options(*command, invocation);
  add_keys_option(*command, invocation);
  command->add_option("--product", arguments->product,
                      "The product, where there are several or none yet");
  command->add_option("--version", arguments->version, "The release's version, like 0r1");
  command->add_option("--tree", arguments->tree, "The folder to publish");
  command->add_option("--changelog", arguments->changelog, "What changed, in Markdown");
  command->add_option("--level", arguments->level, "Compression: fast, default or max")
      ->check(CLI::IsMember({"fast", "default", "max"}));
  add_memory_option(*command, arguments->memory);
  add_expires_option(*command, arguments->expires);
  command->add_flag("--draft", arguments->draft,
                    "Keep it complete and invisible until `release` publishes it; needs no key");
  add_first_rollout_options(*command, arguments->rollout);
  command->add_option("--batch", arguments->batch,
                      "One JSON object a line with product, version, tree and changelog");
  command
      ->add_option("--deltas-from", arguments->deltas_from,
                   "Number of older releases to make deltas from, 0 to 16; 1 if not given")
      ->check(CLI::Range(std::size_t{0}, kMaxDeltas));
  do_when_chosen(*command, invocation,
                 [&invocation, arguments] { return run_publish(invocation, *arguments); });
}

}  // namespace switchback
