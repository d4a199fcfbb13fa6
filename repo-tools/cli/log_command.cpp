#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "base/terminal/table.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/repository/operation_log.hpp"

namespace switchback {
namespace {

using nlohmann::json;

constexpr std::size_t kShownAtMost = 100;  // of an operation's text, in a table

// A minus sign must not turn into a very large number.
std::string whole_number(std::string& text) {
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? "" : "'" + text + "' is not a whole number";
}

void print_json(Output& out, const LogReading& log) {
  json document = {{"schema", "switchback.log/1"},
                   {"operations", json::array()},
                   {"damaged_lines", log.damaged_lines}};
  for (const auto& operation : log.operations)
    document["operations"].push_back({{"time", format_timestamp(operation.time)},
                                      {"operation", operation.operation},
                                      {"files", operation.files},
                                      {"waiting", operation.waiting}});
  out.line(document.dump());
}

void print_table(Invocation& invocation, const LogReading& log) {
  if (log.operations.empty()) return invocation.out().line("no operation is recorded here");
  Table table({{"TIME"}, {"FILES", Align::right}, {"OPERATION"}});
  for (const auto& operation : log.operations) {
    std::string text = operation.operation;
    if (text.size() > kShownAtMost) text.replace(kShownAtMost, std::string::npos, "...");
    if (operation.waiting > 0)
      text += fmt::format(" ({} roles wait for signatures)", operation.waiting);
    table.add({format_timestamp(operation.time), std::to_string(operation.files), text});
  }
  invocation.out().write(table.text(invocation.out_style()));
}

int run_log(Invocation& invocation, std::size_t limit) {
  const RepositoryPaths paths = invocation.paths();
  if (!std::filesystem::exists(paths.timestamp()))
    throw StateError("not-found", paths.root().string() + " is not a repository",
                     "make one with `switchback-repo init`");
  const LogReading log = read_log(paths, limit);
  if (log.damaged_lines > 0)
    invocation.warn(fmt::format("{} damaged lines of {} were left out", log.damaged_lines,
                                paths.log().string()));
  if (invocation.options.json)
    print_json(invocation.out(), log);
  else
    print_table(invocation, log);
  return kExitOk;
}

}  // namespace

void add_log_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command =
      app.add_subcommand("log", "What was done to the repository from here, newest first");
  const auto limit = std::make_shared<std::size_t>(0);
  add_repository_options(*command, invocation);
  add_json_option(*command, invocation);
  command->add_option("--limit", *limit, "At most so many")
      ->check(CLI::Validator(whole_number, ""));
  do_when_chosen(*command, invocation,
                 [&invocation, limit] { return run_log(invocation, *limit); });
}

}  // namespace switchback
