// Running a child process without a shell: own process group, deadline, bounded output, stdin from
// /dev/null, umask 022, default signal handling, no descriptors but the standard three.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace switchback {

struct ProcessOptions {
  std::map<std::string, std::string> environment;  // added to (or replacing in) the caller's
  bool inherit_environment = true;
  std::string working_directory;               // empty: the caller's
  std::chrono::milliseconds deadline{30'000};  // then SIGKILL to the whole group
  std::uint64_t max_output = 1 << 20;          // more stdout than this kills the group
  std::stop_token stop;                        // kills the group too
};

struct ProcessResult {
  int exit_status = 0;  // 128 + signal where one ended it
  bool timed_out = false;
  bool output_exceeded = false;
  std::string output;  // stdout, at most max_output bytes; stderr is the caller's
};

// argv[0] is looked up in the PATH of the child's environment ("/usr/bin:/bin" where it has none);
// a name with a slash is taken as it is, relative to the working directory of the child. Returns
// when the child has ended: what it left running in the background is not waited for. Throws
// StorageError where the process cannot be started, Interrupted after a stop request.
ProcessResult run_process(const std::vector<std::string>& argv, const ProcessOptions& options = {});

}  // namespace switchback
