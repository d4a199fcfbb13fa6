#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/serve/http_server.hpp"

namespace switchback {
namespace {

struct ServeRequest {
  std::string listen;
  std::optional<unsigned> most_connections_per_address;
};

int run_serve(Invocation& invocation, const ServeRequest& request) {
  const RepositoryPaths paths = invocation.paths();
  if (!std::filesystem::exists(paths.timestamp()))
    throw StateError("not-found", paths.root().string() + " is not a repository",
                     "make one with `switchback-repo init`");
  const ListenAddress address = parse_listen_address(request.listen);
  if (invocation.options.dry_run) {
    invocation.out().line(
        fmt::format("would serve {} at http://{}/", paths.root().string(), address.text()));
    return kExitOk;
  }
  ServeOptions options;
  options.most_connections_per_address = request.most_connections_per_address;
  const HttpServer server(paths.root(), address, options);
  // One line, at once: whoever asked for port 0 reads it here.
  invocation.out().line(fmt::format("listening on http://{}/", server.address().text()));
  invocation.out().flush();
  server.run(invocation.stop());
  return kExitOk;
}

}  // namespace

void add_serve_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("serve", "Serve the repository over HTTP until stopped");
  const auto request = std::make_shared<ServeRequest>();
  add_repository_options(*command, invocation);
  command->add_option("--listen", request->listen, "ADDR:PORT; port 0 takes a free one")
      ->required();
  command->add_option("--max-connections-per-address", request->most_connections_per_address,
                      "More of one address are closed at once; 0: no limit; default: half of all");
  do_when_chosen(*command, invocation,
                 [&invocation, request] { return run_serve(invocation, *request); });
}

}  // namespace switchback
