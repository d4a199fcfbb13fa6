// Starts a command that stops at each system call that may change something.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace switchback::crash {

// The child is stopped, traced and has the filter; its first event after PTRACE_CONT is its exec.
// Everything it starts is traced and ends with this process. Throws TracingUnavailable.
pid_t start_traced(const std::vector<std::string>& command);

}  // namespace switchback::crash
