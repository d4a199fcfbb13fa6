#include "base/terminal/program_options.hpp"

#include <stdlib.h>

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

using namespace switchback;

namespace {

// The name of the variable that an option of `app` reads; empty where it reads none.
std::string variable(const CLI::App& app, const std::string& option) {
  return app.get_option(option)->get_envname();
}

}  // namespace

TEST_CASE("an option's variable is its name, and what is decided for one run has none") {
  CLI::App app;
  app.set_version_flag("--version", "0.1.0");
  for (const auto* option : {"--accept-stale", "--ack", "--force", "--keep-last", "--yes"})
    app.add_option(option);
  read_variables(app);
  CHECK(variable(app, "--keep-last") == "SWITCHBACK_KEEP_LAST");
  for (const auto* option : {"--accept-stale", "--ack", "--force", "--yes", "--help", "--version"})
    CHECK(variable(app, option).empty());
}

TEST_CASE("a command's --version names a release and has a variable") {
  CLI::App app;
  app.set_version_flag("--version", "0.1.0");
  CLI::App* command = app.add_subcommand("changelog");
  command->add_option("--version");
  read_variables(*command);
  CHECK(variable(*command, "--version") == "SWITCHBACK_VERSION");
}

TEST_CASE("options that every command accepts are understood") {
  ProgramRun run({}, {});
  CLI::App app;
  add_program_options(app, run);
  add_json_option(app, run);
  app.parse("--yes --color never --progress json --json --dry-run");
  CHECK(run.options.yes);
  CHECK(run.options.json);
  CHECK(run.options.dry_run);
  CHECK(run.options.color == ColorMode::never);
  CHECK(run.options.progress == ProgressMode::json);
  CHECK_THROWS_AS(app.parse("--color green"), CLI::ParseError);
  CHECK_THROWS_AS(app.parse("--progress fast"), CLI::ParseError);
}

TEST_CASE("the work of the command that was chosen is the run's") {
  ProgramRun run({}, {});
  CLI::App app;
  do_when_chosen(*app.add_subcommand("one"), run, [] { return 1; });
  do_when_chosen(*app.add_subcommand("two"), run, [] { return 2; });
  app.parse("two");
  CHECK(run.work() == 2);
}
