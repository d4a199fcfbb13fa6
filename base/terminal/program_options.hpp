// The options that both command lines have, and how each command is told apart from the others.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/terminal/program_run.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace switchback {

// --yes, --dry-run, --color and --progress, which every command accepts.
void add_program_options(CLI::App& app, ProgramRun& run);
void add_json_option(CLI::App& command, ProgramRun& run);

// Options can be given as SWITCHBACK_<OPTION> too; to be called when all of `app`'s own options are
// there. --yes, --force, --accept-stale and --ack have no variable, nor have --help and the
// program's --version.
void read_variables(CLI::App& app);

// The command line is above the environment: an option given there silences the variables of those
// it excludes (SWITCHBACK_TO beside --latest). To be called before parsing.
void silence_excluded_variables(CLI::App& app, const std::vector<std::string>& arguments);

// Ends the description of a command: reads its variables, and where it is the one that was chosen,
// `work` is what the run does.
void do_when_chosen(CLI::App& command, ProgramRun& run, std::function<int()> work);

}  // namespace switchback
