// Starting a child: the part of run_process between fork and exec.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/process.hpp"

namespace switchback {

// A running child in a process group of its own.
struct ChildProcess {
  pid_t pid = -1;
  Descriptor output;  // its stdout, non-blocking
  Descriptor handle;  // a pidfd: readable when it has ended
};

// Throws StorageError that names what failed: the search in PATH, chdir or exec.
ChildProcess start_child(const std::vector<std::string>& argv, const ProcessOptions& options);

}  // namespace switchback
