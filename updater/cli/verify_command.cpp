#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "base/terminal/error_message.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "updater/cli/commands.hpp"
#include "updater/cli/json_text.hpp"

namespace switchback {
namespace {

void print_json(Output& out, const std::vector<Damage>& damage, bool clean) {
  Json json{{"schema", "switchback.verify/1"}, {"clean", clean}, {"damage", Json::array()}};
  for (const auto& item : damage)
    json["damage"].push_back({{"slot", item.slot},
                              {"path", item.path},
                              {"problem", item.problem},
                              {"repaired", item.repaired}});
  out.line(json_line(json));
}

void print_text(Output& out, const std::vector<Damage>& damage) {
  for (const auto& item : damage)
    out.line(fmt::format("slot {}: {}: {}{}", item.slot, printable(item.path),
                         printable(item.problem), item.repaired ? ", repaired" : ""));
  if (damage.empty()) out.line("every byte of every slot is as signed");
}

int run_verify(Invocation& invocation, bool repair) {
  Host host = invocation.open_host();
  const bool change = repair && !invocation.options.dry_run;
  if (change) host.lock("verify --repair");
  const auto damage = host.verify(change);
  invocation.show_warnings(host);
  const bool clean =
      std::all_of(damage.begin(), damage.end(), [](const Damage& item) { return item.repaired; });
  if (invocation.options.json) {
    print_json(invocation.out(), damage, clean);
  } else {
    print_text(invocation.out(), damage);
  }
  return clean ? kExitOk : kExitFailure;
}

}  // namespace

void add_verify_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand(
      "verify", "Hash both slots against their signed indexes (exit status 1: damage)");
  const auto repair = std::make_shared<bool>(false);
  command->add_flag("--repair", *repair, "Fetch and replace what is damaged, and only that");
  add_json_option(*command, invocation);
  do_when_chosen(*command, invocation, [&invocation, repair] {
    if (*repair) invocation.failure_status = kExitHostFailure;
    return run_verify(invocation, *repair);
  });
}

}  // namespace switchback
