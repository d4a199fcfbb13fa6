#include "updater/cli/update_options.hpp"

#include <CLI/CLI.hpp>

#include "base/errors.hpp"
#include "base/units.hpp"

namespace switchback {
namespace {

VerifyLevel verify_level(const std::string& text) {
  if (text == "none") return VerifyLevel::none;
  return text == "full" ? VerifyLevel::full : VerifyLevel::fast;
}

}  // namespace

CLI::Option* add_channel_option(CLI::App& command, UpdateOptions& options) {
  return command.add_option("--channel", options.channel, "alpha, beta or stable")
      ->check(CLI::IsMember({"alpha", "beta", "stable"}));
}

void add_verify_option(CLI::App& command, UpdateOptions& options) {
  command
      .add_option("--verify", options.verify,
                  "How to look at files that are already here: none, fast (fingerprints) or full")
      ->check(CLI::IsMember({"none", "fast", "full"}));
}

void add_force_option(CLI::App& command, UpdateOptions& options) {
  command.add_flag(
      "--force", options.force,
      "Skip pins, holds, rollouts, yanks, min_version, earlier rollbacks and slots in use; never "
      "trust, space or barriers");
}

void add_stale_options(CLI::App& command, UpdateOptions& options) {
  CLI::Option* reason =
      command.add_option("--reason", options.reason, "Why expired metadata is accepted");
  command
      .add_option("--accept-stale", options.accept_stale,
                  "Accept metadata that expired at most so long ago (7d)")
      ->needs(reason);
}

UpdateRequest request_of(UpdateRequest::Kind kind, const UpdateOptions& options, bool dry_run) {
  UpdateRequest request;
  request.kind = kind;
  if (!options.version.empty()) request.to = Version::from_argument(options.version);
  if (!options.channel.empty()) request.channel = parse_channel(options.channel);
  if (options.stable) request.channel = Channel::stable;
  request.verify = verify_level(options.verify);
  request.force = options.force;
  request.dry_run = dry_run;
  if (!options.update_id.empty()) request.update_id = options.update_id;
  if (!options.accept_stale.empty()) {
    const auto allowance = parse_duration(options.accept_stale);
    if (!allowance)
      throw ConfigError("usage", "--accept-stale: '" + options.accept_stale + "' is not a duration",
                        "write it like 12h or 7d");
    request.accept_stale = std::chrono::duration_cast<std::chrono::seconds>(*allowance);
    request.accept_stale_reason = options.reason;
  }
  return request;
}

}  // namespace switchback
