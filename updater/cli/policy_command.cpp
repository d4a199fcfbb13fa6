// pin, unpin, hold and unhold: what the operator of this host has decided about its versions.
#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "base/clock.hpp"
#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "base/units.hpp"
#include "updater/cli/commands.hpp"

namespace switchback {
namespace {

int told(Invocation& invocation, const std::string& text) {
  invocation.out().line(invocation.options.dry_run ? "dry run: " + text : text);
  return kExitOk;
}

void change(Invocation& invocation, Host& host, const std::string& purpose,
            const std::function<void()>& work) {
  if (invocation.options.dry_run) return;
  invocation.failure_status = kExitHostFailure;
  host.lock(purpose);
  work();
  invocation.show_warnings(host);
}

// Nothing where it cannot be read: then it can still be ended.
std::optional<HostPolicy> policy_of(Host& host) {
  try {
    return host.policy();
  } catch (const StateError&) {
    return std::nullopt;
  }
}

int run_pin(Invocation& invocation, const std::string& text) {
  Host host = invocation.open_host();
  const auto installed = host.status().version;
  if (text.empty() && !installed)
    throw StateError("not-found", "nothing is installed here yet",
                     "name the version: 'switchback pin VERSION'");
  const Version version = text.empty() ? *installed : Version::from_argument(text);
  change(invocation, host, "pin", [&] { host.pin(version); });
  const bool elsewhere = installed && *installed != version;
  return told(invocation,
              "pinned to " + version.text() +
                  (elsewhere ? " (" + installed->text() +
                                   " is active: get there with "
                                   "'switchback " +
                                   std::string(*installed < version ? "upgrade" : "downgrade") +
                                   " --to " + version.text() + "')"
                             : ""));
}

int run_unpin(Invocation& invocation) {
  Host host = invocation.open_host();
  const auto policy = policy_of(host);
  if (policy && !policy->pin) return told(invocation, "there is no pin");
  change(invocation, host, "unpin", [&] { host.pin(std::nullopt); });
  return told(invocation, "no longer pinned" + (policy ? " to " + policy->pin->text() : ""));
}

// "7d" from now, or a time.
Timestamp end_of_hold(const std::string& text) {
  if (const auto time = parse_timestamp(text)) {
    if (*time <= now())
      throw ConfigError("usage", "--until " + text + " has passed", "name a time to come");
    return *time;
  }
  const auto duration = parse_duration(text);
  if (!duration || duration->count() <= 0)
    throw ConfigError("usage", "--until: '" + text + "' is neither a time nor a duration",
                      "write it like 2026-12-24T00:00:00Z or 7d");
  const Timestamp end = now() + std::chrono::duration_cast<std::chrono::seconds>(*duration);
  // What a time can be written as.
  if (!parse_timestamp(format_timestamp(end)))
    throw ConfigError("usage", "--until " + text + " is too far away",
                      "leave --until out for a hold without an end");
  return end;
}

int run_hold(Invocation& invocation, const std::string& until) {
  std::optional<Timestamp> end;
  if (!until.empty()) end = end_of_hold(until);
  Host host = invocation.open_host();
  change(invocation, host, "hold", [&] { host.hold(end); });
  return told(invocation, "no upgrades " + (end ? "until " + format_timestamp(*end)
                                                : std::string("until 'switchback unhold'")));
}

int run_unhold(Invocation& invocation) {
  Host host = invocation.open_host();
  const auto policy = policy_of(host);
  if (policy && !policy->held) return told(invocation, "there is no hold");
  change(invocation, host, "unhold", [&] { host.end_hold(); });
  return told(invocation, "upgrades are allowed again");
}

}  // namespace

void add_policy_commands(CLI::App& app, Invocation& invocation) {
  const auto version = std::make_shared<std::string>();
  CLI::App* pin = app.add_subcommand("pin", "Never leave a version");
  pin->add_option("VERSION", *version, "Default: the active one");
  do_when_chosen(*pin, invocation,
                 [&invocation, version] { return run_pin(invocation, *version); });
  CLI::App* unpin = app.add_subcommand("unpin", "End the pin");
  do_when_chosen(*unpin, invocation, [&invocation] { return run_unpin(invocation); });
  const auto until = std::make_shared<std::string>();
  CLI::App* hold = app.add_subcommand("hold", "No upgrades, for now");
  hold->add_option("--until", *until, "A time (2026-12-24T00:00:00Z) or a duration (7d)");
  do_when_chosen(*hold, invocation, [&invocation, until] { return run_hold(invocation, *until); });
  CLI::App* unhold = app.add_subcommand("unhold", "Allow upgrades again");
  do_when_chosen(*unhold, invocation, [&invocation] { return run_unhold(invocation); });
}

}  // namespace switchback
