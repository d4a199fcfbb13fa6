#include "updater/cli/update_options.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "base/terminal/program_options.hpp"
#include "updater/cli/invocation.hpp"

using namespace switchback;

namespace {

using Kind = UpdateRequest::Kind;

std::string variable(CLI::App& command, const std::string& option) {
  return command.get_option(option)->get_envname();
}

}  // namespace

TEST_CASE("options have variables, but not those that take a danger upon themselves") {
  CLI::App app;
  Invocation invocation(Environment(), {});
  app.set_version_flag("--version", "1");
  add_program_options(app, invocation);
  CLI::App* command = app.add_subcommand("upgrade");
  UpdateOptions options;
  std::string version;
  command->add_option("--version", version);
  add_channel_option(*command, options);
  add_force_option(*command, options);
  add_stale_options(*command, options);
  add_json_option(*command, invocation);
  read_variables(app);
  read_variables(*command);
  CHECK(variable(app, "--dry-run") == "SWITCHBACK_DRY_RUN");
  CHECK(variable(app, "--yes").empty());
  CHECK(variable(app, "--version").empty());
  CHECK(variable(*command, "--version") == "SWITCHBACK_VERSION");
  CHECK(variable(*command, "--channel") == "SWITCHBACK_CHANNEL");
  CHECK(variable(*command, "--reason") == "SWITCHBACK_REASON");
  CHECK(variable(*command, "--json") == "SWITCHBACK_JSON");
  CHECK(variable(*command, "--force").empty());
  CHECK(variable(*command, "--accept-stale").empty());
}

TEST_CASE("a request is what was typed") {
  UpdateOptions options;
  options.version = "0r2";
  options.channel = "beta";
  options.verify = "full";
  options.accept_stale = "7d";
  options.reason = "the publisher is on holiday";
  options.update_id = "update_0a1_0b1_20241219_120000";
  const UpdateRequest request = request_of(Kind::downgrade, options, true);
  CHECK(request.kind == Kind::downgrade);
  CHECK(request.to == Version::parse("0r2"));
  CHECK(request.channel == Channel::beta);
  CHECK(request.verify == VerifyLevel::full);
  CHECK(request.accept_stale == std::chrono::hours(24 * 7));
  CHECK(request.accept_stale_reason == options.reason);
  CHECK(request.update_id == options.update_id);
  CHECK(request.dry_run);
  CHECK_FALSE(request.force);
}

TEST_CASE("what is left out stays open, and --stable is the stable channel for this run") {
  UpdateOptions options;
  const UpdateRequest open = request_of(Kind::upgrade, options, false);
  CHECK_FALSE((open.to || open.channel || open.accept_stale || open.update_id));
  CHECK(open.verify == VerifyLevel::fast);
  options.stable = true;
  CHECK(request_of(Kind::upgrade, options, false).channel == Channel::stable);
}

TEST_CASE("neither a version nor a duration is guessed") {
  UpdateOptions options;
  options.version = "newest";
  CHECK_THROWS_AS(request_of(Kind::upgrade, options, false), ConfigError);
  options.version.clear();
  options.accept_stale = "7";
  CHECK_THROWS_AS(request_of(Kind::upgrade, options, false), ConfigError);
}
