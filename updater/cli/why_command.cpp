// why and why-not: the decision that an upgrade would make, and what stands against the rest.
#include <CLI/CLI.hpp>
#include <memory>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "updater/cli/commands.hpp"
#include "updater/cli/decision_text.hpp"
#include "updater/cli/update_options.hpp"

namespace switchback {
namespace {

// Before the first installation the question is about that.
VersionDecision decide(Host& host, const UpdateOptions& options) {
  const bool installed = host.status().version.has_value();
  return host.explain(request_of(
      installed ? UpdateRequest::Kind::upgrade : UpdateRequest::Kind::install, options, true));
}

int run_why(Invocation& invocation, const UpdateOptions& options) {
  Host host = invocation.open_host();
  const VersionDecision decision = decide(host, options);
  invocation.show_warnings(host);
  if (invocation.options.json) {
    Json json{{"schema", "switchback.why/1"}};
    json.update(decision_json(decision));
    invocation.out().line(json_line(json));
  } else {
    invocation.out().write(decision_text(decision));
  }
  return kExitOk;
}

int run_why_not(Invocation& invocation, const UpdateOptions& options, const std::string& text) {
  const Version version = Version::from_argument(text);
  Host host = invocation.open_host();
  VersionDecision decision = decide(host, options);
  invocation.show_warnings(host);
  const VersionCandidate* found = find_candidate(decision, version);
  if (found == nullptr)
    throw StateError("not-found", "version " + version.text() + " is not in the repository",
                     "see what there is with 'switchback why'");
  if (!invocation.options.json) {
    invocation.out().write(candidate_text(decision, version));
    return kExitOk;
  }
  decision.candidates = {*found};
  Json json{{"schema", "switchback.why-not/1"}};
  json.update(decision_json(decision));
  invocation.out().line(json_line(json));
  return kExitOk;
}

}  // namespace

void add_why_commands(CLI::App& app, Invocation& invocation) {
  const auto options = std::make_shared<UpdateOptions>();
  CLI::App* why = app.add_subcommand(
      "why", "What an upgrade would lead to, and what stands against every other version");
  add_channel_option(*why, *options);
  add_json_option(*why, invocation);
  do_when_chosen(*why, invocation,
                 [&invocation, options] { return run_why(invocation, *options); });
  CLI::App* why_not = app.add_subcommand("why-not", "What stands against a version");
  const auto version = std::make_shared<std::string>();
  why_not->add_option("VERSION", *version, "The version")->required();
  add_channel_option(*why_not, *options);
  add_json_option(*why_not, invocation);
  do_when_chosen(*why_not, invocation, [&invocation, options, version] {
    return run_why_not(invocation, *options, *version);
  });
}

}  // namespace switchback
