#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "base/errors.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/common_options.hpp"

namespace switchback {
namespace {

int run_serve(Invocation& invocation, const std::string&) {
  invocation.paths();
  throw StateError("internal", "serve is not there yet");
}

}  // namespace

void add_serve_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("serve", "Serve the repository over HTTP");
  const auto listen = std::make_shared<std::string>();
  add_common_options(*command, invocation);
  command->add_option("--listen", *listen, "ADDR:PORT; port 0 takes a free one")->required();
  read_variables(*command);
  command->callback([&invocation, listen] {
    invocation.run = [&invocation, listen] { return run_serve(invocation, *listen); };
  });
}

}  // namespace switchback
