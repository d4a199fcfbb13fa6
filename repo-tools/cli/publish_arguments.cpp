#include "repo-tools/cli/publish_arguments.hpp"

#include <CLI/CLI.hpp>

#include "manifest-schema/delta_reference.hpp"
#include "repo-tools/cli/memory_option.hpp"
#include "repo-tools/cli/repository_options.hpp"

namespace switchback {

void add_publish_arguments(CLI::App& command, PublishArguments& arguments) {
  command.add_option("--product", arguments.product,
                     "The product, where there are several or none yet");
  command.add_option("--version", arguments.version, "The release's version, like 0r1");
  command.add_option("--tree", arguments.tree, "The folder to publish");
  command.add_option("--changelog", arguments.changelog, "What changed, in Markdown");
  command.add_option("--level", arguments.level, "Compression: fast, default or max")
      ->check(CLI::IsMember({"fast", "default", "max"}));
  add_memory_option(command, arguments.memory);
  add_expires_option(command, arguments.expires);
  command.add_flag("--draft", arguments.draft,
                   "Keep it complete and invisible until `release` publishes it; needs no key");
  add_first_rollout_options(command, arguments.rollout);
  command.add_option("--batch", arguments.batch,
                     "One JSON object a line with product, version, tree and changelog");
  command
      .add_option("--deltas-from", arguments.deltas_from,
                  "Number of older releases to make deltas from, 0 to 16; 1 if not given")
      ->check(CLI::Range(std::size_t{0}, kMaxDeltas));
}

}  // namespace switchback
