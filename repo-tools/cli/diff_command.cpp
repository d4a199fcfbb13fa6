#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "base/terminal/error_message.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "core/tree/tree_diff.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/publish/published_index.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/metadata_reader.hpp"

namespace switchback {
namespace {

using nlohmann::json;

struct DiffArguments {
  std::string older;
  std::string newer;
  std::string product;
};

class ReleaseIndexes {
 public:
  ReleaseIndexes(const RepositoryPaths& paths, const std::string& product)
      : paths_(paths),
        metadata_(read_visible_metadata(paths)),
        product_(chosen_product(metadata_, product)) {}

  IndexFile open(const Version& version) const {
    const auto release = find_release(metadata_, product_, version);
    if (!release)
      throw StateError("not-found", product_ + " " + version.text() + " is not published here",
                       "see `switchback-repo list`");
    return open_index(paths_, read_manifest(paths_, *release));
  }

 private:
  const RepositoryPaths& paths_;
  RepositoryMetadata metadata_;
  std::string product_;
};

void print_text(Output& out, const IndexFile& older, const IndexFile& newer) {
  std::size_t count = 0;
  diff_indexes(older, newer, [&](const TreeDifference& difference) {
    ++count;
    out.line(fmt::format("{:<8} {}  {}", tree_change_name(difference.change),
                         printable(difference.path),
                         size_change_text(difference.old_size, difference.new_size)));
  });
  out.line(fmt::format("{} entries differ", count));
}

void print_json(Output& out, const DiffArguments& arguments, const IndexFile& older,
                const IndexFile& newer) {
  json document = {{"schema", "switchback.diff/1"},
                   {"from", arguments.older},
                   {"to", arguments.newer},
                   {"entries", json::array()}};
  diff_indexes(older, newer, [&](const TreeDifference& difference) {
    document["entries"].push_back({{"path", difference.path},
                                   {"change", tree_change_name(difference.change)},
                                   {"old_size", difference.old_size},
                                   {"new_size", difference.new_size}});
  });
  out.line(document.dump());
}

int run_diff(Invocation& invocation, const DiffArguments& arguments) {
  const Version older = Version::from_argument(arguments.older);
  const Version newer = Version::from_argument(arguments.newer);
  const RepositoryPaths paths = invocation.paths();
  const ReleaseIndexes indexes(paths, arguments.product);
  if (invocation.options.json)
    print_json(invocation.out(), arguments, indexes.open(older), indexes.open(newer));
  else
    print_text(invocation.out(), indexes.open(older), indexes.open(newer));
  return kExitOk;
}

}  // namespace

void add_diff_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("diff", "Which files differ between two releases");
  const auto arguments = std::make_shared<DiffArguments>();
  add_repository_options(*command, invocation);
  command->add_option("V1", arguments->older, "One release")->required();
  command->add_option("V2", arguments->newer, "The other")->required();
  add_json_option(*command, invocation);
  command->add_option("--product", arguments->product, "The product, where there are several");
  do_when_chosen(*command, invocation,
                 [&invocation, arguments] { return run_diff(invocation, *arguments); });
}

}  // namespace switchback
