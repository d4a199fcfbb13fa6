// Does a piece of work in a process of its own and makes it fail at the N-th system call that
// changes something beneath a folder.
//
// The process, its threads and its children are traced with ptrace(2); a seccomp filter stops them
// only at calls that change something, so that the rest runs at full speed. Calls are numbered from
// 1 in the order they are made; work with several threads does not always make them in the same
// order.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/crash/injector/fault.hpp"

namespace switchback::crash {

// Tracing is not permitted here (container, other architecture): tests are skipped.
class TracingUnavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct InjectionRequest {
  std::function<int()> work;  // returns the exit status; execution_of() runs a command
  std::string folder;         // absolute, without symlinks
  unsigned long point = 0;
  Fault fault;
};

struct InjectionResult {
  int exit_status = 0;             // of the work: 128 + signal where one ended it
  bool hit = false;                // the work got as far as `point`
  std::vector<std::string> calls;  // "rename /path" for each counted call up to the end or the kill
};

InjectionResult run_with_fault(const InjectionRequest& request);

}  // namespace switchback::crash
