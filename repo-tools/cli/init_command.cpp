#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/repository/init_repository.hpp"

namespace switchback {
namespace {

void print_next_steps(Invocation& invocation, const InitResult& result) {
  const std::string keys = invocation.keys_path().string();
  const Style style = invocation.out_style();
  Output& out = invocation.out();
  out.line(fmt::format("new repository {}", style.bold(invocation.paths().root().string())));
  out.line("root fingerprint  " + style.bold(result.fingerprint));
  out.line("root file         " + result.root_file.string());
  out.line("keys              " + keys);
  out.line();
  out.line("Hosts trust this repository by the root file or its fingerprint:");
  out.line("  switchback init --repo URL --product PRODUCT --trust " + result.fingerprint);
  out.line();
  out.line("Move the root key, and later the product keys (p-PRODUCT-*.key), offline:");
  out.line(fmt::format("  mv {}/root-*.key OFFLINE/     (a folder with mode 0700, e.g. on a stick)",
                       keys));
  out.line("They are needed again only for:");
  out.line(fmt::format("  switchback-repo refresh {} --keys OFFLINE",
                       invocation.paths().root().string()));
  out.line("Without a product's key `publish` keeps a release pending until that `refresh`.");
}

int run_init(Invocation& invocation, bool no_passphrase) {
  const RepositoryPaths paths = invocation.paths();
  if (invocation.options.dry_run) {
    require_can_init(paths);
    KeyFolder::open(invocation.keys_path(), {paths.root()}, invocation.passphrases());
    invocation.out().line("would make the repository " + paths.root().string() + " with keys in " +
                          invocation.keys_path().string());
    return kExitOk;
  }
  InitOptions options;
  options.keys = invocation.keys_path();
  options.protection =
      no_passphrase ? KeyFolder::Protection::none : KeyFolder::Protection::as_others;
  options.now = now();
  const InitResult result = init_repository(paths, options, invocation.passphrases());
  if (result.warning) invocation.warn(*result.warning);
  print_next_steps(invocation, result);
  invocation.conclude([&] { acknowledge_init(paths); });
  return kExitOk;
}

}  // namespace

void add_init_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("init", "Make a new repository and its keys");
  const auto no_passphrase = std::make_shared<bool>(false);
  add_repository_options(*command, invocation);
  add_keys_option(*command, invocation);
  command->add_flag("--no-passphrase", *no_passphrase, "Store the keys unlocked");
  do_when_chosen(*command, invocation,
                 [&invocation, no_passphrase] { return run_init(invocation, *no_passphrase); });
}

}  // namespace switchback
