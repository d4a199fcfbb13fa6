// Starts a process that stops at each system call that may change something.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace switchback::crash {

// `work` is done in a child of fork(2) and returns its exit status; an exception is status 1. The
// child is stopped, traced and, from PTRACE_CONT on, has the filter. Everything it starts is traced
// and ends with this process. Throws TracingUnavailable.
pid_t start_traced(const std::function<int()>& work);

// Work that becomes this command; 127 where it cannot be executed.
std::function<int()> execution_of(std::vector<std::string> command);

}  // namespace switchback::crash
