#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "base/terminal/error_message.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "base/units.hpp"
#include "core/tree/tree_diff.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/publish/download_estimate.hpp"
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

class Releases {
 public:
  Releases(const RepositoryPaths& paths, const std::string& product)
      : paths_(paths),
        metadata_(read_visible_metadata(paths)),
        product_(chosen_product(metadata_, product)) {}

  ReleaseManifest manifest(const Version& version) const {
    const auto release = find_release(metadata_, product_, version);
    if (!release)
      throw StateError("not-found", product_ + " " + version.text() + " is not published here",
                       "see `switchback-repo list`");
    return read_manifest(paths_, *release);
  }

 private:
  const RepositoryPaths& paths_;
  RepositoryMetadata metadata_;
  std::string product_;
};

json download_json(const DownloadChoice& download) {
  const DownloadEstimate& best = download.best();
  return {{"bytes", best.bytes},
          {"requests", best.requests},
          {"as", download.by_delta ? "delta" : "frames"},
          {"frames_bytes", download.by_frames.bytes}};
}

// What lies between two releases.
struct Difference {
  IndexFile older;
  IndexFile newer;
  DownloadChoice download;
};

void print_text(Output& out, const DiffArguments& arguments, const Difference& between) {
  std::size_t count = 0;
  diff_indexes(between.older, between.newer, [&](const TreeDifference& difference) {
    ++count;
    out.line(fmt::format("{:<8} {}  {}", tree_change_name(difference.change),
                         printable(difference.path),
                         size_change_text(difference.old_size, difference.new_size)));
  });
  out.line(fmt::format("{} entries differ", count));
  const DownloadEstimate& best = between.download.best();
  out.line(fmt::format("a host with {} downloads {} in {} requests ({})", arguments.older,
                       format_size(best.bytes), best.requests, describe(between.download)));
}

void print_json(Output& out, const DiffArguments& arguments, const Difference& between) {
  json document = {{"schema", "switchback.diff/1"},
                   {"from", arguments.older},
                   {"to", arguments.newer},
                   {"entries", json::array()},
                   {"download", download_json(between.download)}};
  diff_indexes(between.older, between.newer, [&](const TreeDifference& difference) {
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
  const Releases releases(paths, arguments.product);
  const ReleaseManifest from = releases.manifest(older);
  const ReleaseManifest to = releases.manifest(newer);
  const Difference between{open_index(paths, from), open_index(paths, to),
                           download_choice(paths, from, to)};
  if (invocation.options.json)
    print_json(invocation.out(), arguments, between);
  else
    print_text(invocation.out(), arguments, between);
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
