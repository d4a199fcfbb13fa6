#include <CLI/CLI.hpp>
#include <memory>

#include "base/clock.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "base/terminal/table.hpp"
#include "base/units.hpp"
#include "updater/cli/commands.hpp"
#include "updater/engine/status_json.hpp"

namespace switchback {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string version_text(const std::optional<Version>& version) {
  return version ? version->text() : "none";
}

std::string slot_text(const SlotStatus& slot) {
  std::string text = slot.state;
  if (slot.version) text = slot.version->text() + ", " + text;
  if (slot.active) text += ", active";
  return text;
}

// "valid until 2026-12-11T10:00:00Z (13 d)".
std::string expiry_text(const std::string& expires) {
  const auto time = parse_timestamp(expires);
  if (!time) return expires;
  if (*time <= now()) return "expired " + expires;
  return "valid until " + expires + " (" + format_duration(*time - now()) + ")";
}

std::string hold_text(const HostPolicy& policy) {
  return "on hold " + (policy.held_until ? "until " + format_timestamp(*policy.held_until)
                                         : std::string("until 'switchback unhold'"));
}

Fields status_fields(const Status& status) {
  Fields fields{{"root", status.root},
                {"product", status.product},
                {"version", version_text(status.version)},
                {"channel", status.channel}};
  for (const auto& slot : status.slots) fields.emplace_back("slot " + slot.name, slot_text(slot));
  for (const auto& slot : status.slots)
    if (slot.active) {
      fields.emplace_back("digest", slot.digest);
      fields.emplace_back("signer", slot.signer);
    }
  fields.emplace_back("protection", status.protection);
  for (const auto& mirror : status.mirrors)
    fields.emplace_back("repository",
                        mirror.url + (mirror.problem.empty() ? ""
                                                             : " (problem found " + mirror.since +
                                                                   ": " + mirror.problem + ")"));
  if (!status.metadata_expires.empty())
    fields.emplace_back("metadata", expiry_text(status.metadata_expires));
  if (status.last_check)
    fields.emplace_back("last check", status.last_check->time + " " + status.last_check->result);
  if (!status.unfinished.empty())
    fields.emplace_back("unfinished", status.unfinished + " (" + status.unfinished_phase +
                                          "); run 'switchback recover'");
  if (status.staged) fields.emplace_back("staged", *status.staged);
  if (status.policy.pin) fields.emplace_back("pinned to", status.policy.pin->text());
  if (status.policy.held) fields.emplace_back("upgrades", hold_text(status.policy));
  for (const auto& warning : status.warnings) fields.emplace_back("warning", warning);
  fields.emplace_back("log", status.log_path);
  return fields;
}

int run_status(Invocation& invocation) {
  const Status status = invocation.open_host().status();
  if (invocation.options.json) {
    invocation.out().line(shown_status(status, "switchback.status/1"));
  } else {
    invocation.out().write(format_fields(status_fields(status), invocation.out_style()));
  }
  return kExitOk;
}

int run_version(Invocation& invocation, bool detailed) {
  const Status status = invocation.open_host().status();
  if (invocation.options.json) {
    invocation.out().line(shown_status(status, "switchback.version/1"));
  } else if (detailed) {
    invocation.out().write(format_fields(status_fields(status), invocation.out_style()));
  } else {
    invocation.out().line(version_text(status.version));
  }
  return kExitOk;
}

}  // namespace

void add_status_commands(CLI::App& app, Invocation& invocation) {
  CLI::App* version = app.add_subcommand("version", "The active version");
  const auto detailed = std::make_shared<bool>(false);
  version->add_flag("--detailed", *detailed, "Slots, signer, digest and protection, too");
  add_json_option(*version, invocation);
  do_when_chosen(*version, invocation,
                 [&invocation, detailed] { return run_version(invocation, *detailed); });
  CLI::App* status = app.add_subcommand("status", "Versions, slots, last check, unfinished work");
  add_json_option(*status, invocation);
  do_when_chosen(*status, invocation, [&invocation] { return run_status(invocation); });
}

}  // namespace switchback
