// A command of ours as a process: arguments and environment in; status, standard output and
// standard error out.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace switchback::test {

struct CommandOutcome {
  int status = 0;
  std::string out;
  std::string err;
};

// The caller's environment without SWITCHBACK_* and with `variables`; no terminal; standard input
// is empty.
CommandOutcome run_command(const std::vector<std::string>& argv,
                           const std::map<std::string, std::string>& variables = {});

}  // namespace switchback::test
