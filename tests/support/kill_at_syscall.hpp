// SIGKILL at an exact point: runs a piece of work in a child process and kills it right before its
// nth system call that changes files. With n from 1 upwards until the work ends by itself, every
// state a killed run can leave is seen.
#pragma once

#include <functional>

namespace switchback::test {

enum class WorkEnd {
  killed,    // before its nth change
  finished,  // it makes fewer than n changes
  failed     // it threw
};

// `work` runs in a child of fork(2), with its threads, and must not use Catch. Counted are calls
// that create, write, rename, remove, sync or change the mode of files. Needs ptrace(2), which
// containers allow for children.
WorkEnd run_and_kill(const std::function<void()>& work, unsigned nth);

}  // namespace switchback::test
