#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/terminal/error_message.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "updater/cli/commands.hpp"
#include "updater/cli/json_text.hpp"

namespace switchback {
namespace {

int status_of(const CheckResult& result) {
  if (!result.available) return kExitOk;
  return result.security ? kExitSecurityAvailable : kExitUpdateAvailable;
}

void print_json(Output& out, const CheckResult& result) {
  Json json{{"schema", "switchback.check/1"},
            {"installed", version_json(result.installed)},
            {"available", version_json(result.available)},
            {"security", result.security},
            {"channels", Json::object()},
            {"notes", result.notes},
            {"requests", result.requests},
            {"bytes", result.bytes}};
  for (const auto& each : result.channels)
    json["channels"][std::string(channel_name(each.channel))] = version_json(each.newest);
  out.line(json_line(json));
}

std::string nothing_text(const CheckResult& result) {
  if (!result.installed) return "there is nothing to install in this channel";
  return result.is_newest ? result.installed->text() + " is the newest version"
                          : result.installed->text() + " stays: nothing newer is for this host";
}

void print_text(Output& out, const Style& style, const CheckResult& result) {
  if (!result.available) {
    out.line(nothing_text(result));
  } else {
    out.line(style.bold(result.available->text()) + " is available" +
             (result.installed ? " (installed: " + result.installed->text() + ")" : "") +
             (result.security ? ", " + style.warning("a security update") : ""));
  }
  for (const auto& note : result.notes) out.line("  note: " + printable(note));
  for (const auto& each : result.channels)
    out.line("  " + std::string(channel_name(each.channel)) + ": " +
             (each.newest ? each.newest->text() : "none"));
}

int run_check(Invocation& invocation) {
  Host host = invocation.open_host();
  const CheckResult result = host.check(invocation.options.dry_run);
  invocation.show_warnings(host);
  if (invocation.options.json) {
    print_json(invocation.out(), result);
  } else {
    print_text(invocation.out(), invocation.out_style(), result);
  }
  return status_of(result);
}

}  // namespace

void add_check_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand(
      "check", "What is available (exit status 0 nothing, 100 an update, 101 a security update)");
  add_json_option(*command, invocation);
  do_when_chosen(*command, invocation, [&invocation] { return run_check(invocation); });
}

}  // namespace switchback
