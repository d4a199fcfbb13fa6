#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/units.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/common_options.hpp"
#include "repo-tools/cli/publish_report.hpp"
#include "repo-tools/cli/waiting_roles.hpp"
#include "repo-tools/publish/prepare_release.hpp"
#include "repo-tools/repository/apply_transaction.hpp"

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
  unsigned deltas_from = 0;  // accepted; deltas are not made yet
};

ReleaseSource source_of(const PublishArguments& arguments) {
  ReleaseSource source{arguments.product, Version::from_argument(arguments.version), arguments.tree,
                       std::nullopt};
  if (!arguments.changelog.empty()) source.changelog = arguments.changelog;
  return source;
}

BundleLevel level_of(const std::string& name) {
  if (name == "fast") return BundleLevel::fast;
  return name == "max" ? BundleLevel::max : BundleLevel::standard;
}

std::uint64_t memory_of(const std::string& text) {
  if (text.empty()) return 0;
  const auto size = parse_size(text);
  if (!size)
    throw ConfigError("usage", "--memory " + text + " is not a size", "write it like 512MiB");
  return *size;
}

Lifetimes lifetimes_of(const PublishArguments& arguments) {
  Lifetimes lifetimes;
  for (const auto& argument : arguments.expires) lifetimes.set(argument);
  return lifetimes;
}

// Everything that can be known without reading the tree's content.
int run_dry(Invocation& invocation, const ReleaseSource& source) {
  const RepositoryView view = read_view(invocation.paths());
  require_publishable(view.metadata, source.product, source.version);
  read_release_text(source);
  const TreeTotals totals = measure_tree(source.tree, invocation.stop());
  invocation.out().line(fmt::format("would publish {} {}: {} files, {}", source.product,
                                    source.version.text(), totals.files,
                                    format_size(totals.bytes)));
  return kExitOk;
}

void tell(Invocation& invocation, OpenRepository& repository, const PreparedRelease& release,
          const PublishResult& result) {
  const ReleaseManifest& manifest = release.manifest;
  invocation.clear_progress();
  if (result.outcome == PublishOutcome::completed_interrupted)
    invocation.out().line("completed the interrupted publication");
  print_published(invocation.out(), invocation.out_style(), manifest,
                  result.outcome != PublishOutcome::waiting);
  if (result.outcome != PublishOutcome::waiting)
    print_downloads(invocation.out(), repository.paths, repository.view.metadata, manifest);
  for (const auto& warning : result.warnings) invocation.warn(warning);
  warn_about_waiting(invocation, result.waiting);
}

int run_publish(Invocation& invocation, const PublishArguments& arguments) {
  const ReleaseSource source = source_of(arguments);
  PrepareOptions prepare{level_of(arguments.level), memory_of(arguments.memory), now(),
                         invocation.stop()};
  const PublishOptions publish{lifetimes_of(arguments), prepare.now};
  if (invocation.options.dry_run) return run_dry(invocation, source);

  const std::string operation = publish_operation(source.product, source.version);
  OpenRepository repository(invocation.paths(), operation);
  if (repository.completed && repository.completed->operation != operation)
    invocation.warn("completed the interrupted run: " + repository.completed->operation);
  require_publishable(repository, source.product, source.version);
  KeyFolder keys = invocation.unlocked_keys();
  const PreparedRelease release =
      prepare_release(repository, source, prepare, invocation.progress());
  if (invocation.stop().stop_requested()) throw Interrupted();
  const PublishResult result = publish_release(repository, keys, release, publish);
  tell(invocation, repository, release, result);
  invocation.conclude([&] { acknowledge_transaction(repository.paths); });
  return kExitOk;
}

}  // namespace

void add_publish_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("publish", "Publish a folder as a signed release");
  const auto arguments = std::make_shared<PublishArguments>();
  add_common_options(*command, invocation);
  add_keys_option(*command, invocation);
  add_dry_run_option(*command, invocation);
  command->add_option("--product", arguments->product, "The product's name")->required();
  command->add_option("--version", arguments->version, "The release's version, like 0r1")
      ->required();
  command->add_option("--tree", arguments->tree, "The folder to publish")->required();
  command->add_option("--changelog", arguments->changelog, "What changed, in Markdown");
  command->add_option("--level", arguments->level, "Compression: fast, default or max")
      ->check(CLI::IsMember({"fast", "default", "max"}));
  command->add_option("--memory", arguments->memory, "Memory for compressing, like 512MiB");
  command->add_option("--expires", arguments->expires, "ROLE=DURATION, for what is signed now")
      ->expected(1)
      ->take_all();
  command->add_option("--deltas-from", arguments->deltas_from,
                      "Number of older releases to make deltas from (none are made yet)");
  read_variables(*command);
  command->callback([&invocation, arguments] {
    invocation.run = [&invocation, arguments] { return run_publish(invocation, *arguments); };
  });
}

}  // namespace switchback
