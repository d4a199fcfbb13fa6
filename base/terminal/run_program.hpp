// From the words of a command line to an exit status: the edge at which every error becomes two
// lines on standard error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/terminal/program_run.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace switchback {

// `app` is the whole description, with the program's name; `arguments` are the words behind that
// name; `when_interrupted` says what a stopped run leaves. Throws nothing.
int run_program(CLI::App& app, std::vector<std::string> arguments, ProgramRun& run,
                std::string_view when_interrupted);

}  // namespace switchback
