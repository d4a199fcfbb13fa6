#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/terminal/error_message.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "core/tree/tree_diff.hpp"
#include "updater/cli/commands.hpp"
#include "updater/cli/json_text.hpp"

namespace switchback {
namespace {

struct DiffOptions {
  std::string older;
  std::string newer;
};

void print_text(Output& out, const std::vector<DiffEntry>& entries) {
  for (const auto& entry : entries)
    out.line(fmt::format("{:<8} {}  {}", entry.change, printable(entry.path),
                         size_change_text(entry.old_size, entry.new_size)));
  out.line(fmt::format("{} entries differ", entries.size()));
}

void print_json(Output& out, const DiffOptions& options, const std::vector<DiffEntry>& entries) {
  Json json{{"schema", "switchback.diff/1"},
            {"from", options.older},
            {"to", options.newer},
            {"entries", Json::array()}};
  for (const auto& entry : entries)
    json["entries"].push_back({{"path", entry.path},
                               {"change", entry.change},
                               {"old_size", entry.old_size},
                               {"new_size", entry.new_size}});
  out.line(json_line(json));
}

int run_diff(Invocation& invocation, const DiffOptions& options) {
  const Version older = Version::from_argument(options.older);
  const Version newer = Version::from_argument(options.newer);
  Host host = invocation.open_host();
  const auto entries = host.diff(older, newer);
  invocation.show_warnings(host);
  if (invocation.options.json) {
    print_json(invocation.out(), options, entries);
  } else {
    print_text(invocation.out(), entries);
  }
  return kExitOk;
}

}  // namespace

void add_diff_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("diff", "Which files differ between two versions");
  const auto options = std::make_shared<DiffOptions>();
  command->add_option("V1", options->older, "One version")->required();
  command->add_option("V2", options->newer, "The other")->required();
  add_json_option(*command, invocation);
  do_when_chosen(*command, invocation,
                 [&invocation, options] { return run_diff(invocation, *options); });
}

}  // namespace switchback
