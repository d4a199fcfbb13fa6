#include "repo-tools/cli/publish_request.hpp"

#include "base/errors.hpp"
#include "repo-tools/cli/memory_option.hpp"
#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/cli/publish_batch.hpp"
#include "repo-tools/cli/repository_options.hpp"

namespace switchback {
namespace {

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

// A draft is offered to nobody: what is said about it is said when it is released.
std::optional<Rollout> rollout_of(const PublishArguments& arguments) {
  const auto rollout = first_rollout_of(arguments.rollout);
  if (rollout && arguments.draft)
    throw ConfigError("usage", "a draft has no rollout yet",
                      "give --percent or --paused to `switchback-repo release`");
  return rollout;
}

}  // namespace

PublishRequest publish_request(Invocation& invocation, const PublishArguments& arguments) {
  PublishRequest request;
  request.sources = sources_of(invocation.paths(), arguments);
  for (const auto& source : request.sources) {
    request.names.push_back({source.product, source.version});
    request.products.insert(source.product);
  }
  request.prepare = {level_of(arguments.level), memory_of(arguments.memory), now(),
                     invocation.stop()};
  request.publish = {lifetimes_of(arguments.expires), request.prepare.now};
  request.deltas = {arguments.deltas_from, request.prepare.memory, request.prepare.stop};
  request.rollout = rollout_of(arguments);
  request.draft = arguments.draft;
  return request;
}

}  // namespace switchback
