#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "base/errors.hpp"
#include "base/terminal/program_options.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/first_rollout.hpp"
#include "repo-tools/cli/steering_run.hpp"
#include "repo-tools/steer/operator_text.hpp"

namespace switchback {
namespace {

// Of a command that says something about a release and can take it back.
struct StatementOptions : SteerOptions {
  std::string text;
  bool undo = false;
};

struct RolloutOptions : SteerOptions {
  std::string percent;
  bool pause = false;
  bool resume = false;
};

using StatementWork = std::function<Steering(const std::string& text)>;

// `text_option` is "--reason", or null where the statement needs no words.
void add_statement(CLI::App& app, Invocation& invocation, SteeredAspect aspect,
                   const std::string& summary, const char* text_option, const char* text_help,
                   const StatementWork& say) {
  CLI::App* command = app.add_subcommand(aspect_name(aspect), summary);
  const auto options = std::make_shared<StatementOptions>();
  add_steer_options(*command, invocation, *options);
  CLI::Option* undo = command->add_flag("--undo", options->undo, "Take it back");
  if (text_option != nullptr)
    command->add_option(text_option, options->text, text_help)->excludes(undo);
  do_when_chosen(*command, invocation, [&invocation, options, aspect, text_option, say] {
    if (options->undo) return run_steering(invocation, *options, take_back(aspect));
    const std::string text =
        text_option == nullptr ? "" : operator_text(text_option, options->text);
    return run_steering(invocation, *options, say(text));
  });
}

Steering rollout_of(const RolloutOptions& options) {
  if (!options.percent.empty()) return roll_out_to(percent_of(options.percent));
  if (options.pause) return pause_rollout();
  if (options.resume) return resume_rollout();
  throw ConfigError("usage", "rollout needs --percent N, --pause or --resume",
                    "see switchback-repo rollout --help");
}

void add_rollout_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command =
      app.add_subcommand("rollout", "Offer a release to a share of the hosts, or pause it");
  const auto options = std::make_shared<RolloutOptions>();
  add_steer_options(*command, invocation, *options);
  CLI::Option* percent =
      command->add_option("--percent", options->percent, "The share of hosts, 0 to 100");
  CLI::Option* pause = command->add_flag("--pause", options->pause,
                                         "Offer it to no further host; the share is kept");
  CLI::Option* resume = command->add_flag("--resume", options->resume, "End a pause");
  percent->excludes(pause)->excludes(resume);
  pause->excludes(resume);
  do_when_chosen(*command, invocation, [&invocation, options] {
    return run_steering(invocation, *options, rollout_of(*options));
  });
}

}  // namespace

void add_steer_commands(CLI::App& app, Invocation& invocation) {
  add_statement(app, invocation, SteeredAspect::yank,
                "Mark a release as not to be installed; hosts that have it keep running",
                "--reason", "Why; hosts show it", yank_because);
  add_statement(app, invocation, SteeredAspect::barrier,
                "Make every host on the way stop at a release", nullptr, nullptr,
                [](const std::string&) { return make_barrier(); });
  add_statement(app, invocation, SteeredAspect::dead_end,
                "Say that no update leads on from a release", "--message",
                "What its hosts are to do; they show it", make_dead_end);
  add_rollout_command(app, invocation);
}

}  // namespace switchback
