// Running a child process without a shell: own process group, deadline, bounded output, stdin from /dev/null.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace switchback {

struct ProcessOptions {
  std::map<std::string, std::string> environment;  // added to (or replacing in) the caller's
  bool inherit_environment = true;
  std::string working_directory;                    // empty: the caller's
  std::chrono::milliseconds deadline{30'000};       // then SIGKILL to the whole group
  std::uint64_t max_output = 1 << 20;               // more stdout than this kills the group
};

struct ProcessResult {
  int exit_status = 0;  // 128 + signal where one ended it
  bool timed_out = false;
  std::string output;  // stdout; stderr is the caller's
};

// argv[0] is looked up in PATH. Throws StorageError where the process cannot be started.
ProcessResult run_process(const std::vector<std::string>& argv, const ProcessOptions& options = {});

}  // namespace switchback
