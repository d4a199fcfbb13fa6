#include "tests/crash/injector/fault_injector.hpp"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <cerrno>
#include <set>

#include "tests/crash/injector/traced_child.hpp"
#include "tests/crash/injector/tracee.hpp"

namespace switchback::crash {
namespace {

int event_of(int status) {
  return status >> 16;
}

class Injection {
 public:
  explicit Injection(const InjectionRequest& request) : request_(request) {}

  InjectionResult run() {
    main_ = start_traced(request_.work);
    threads_.insert(main_);
    resume(main_, 0);
    int status = 0;
    for (pid_t thread; (thread = ::waitpid(-1, &status, __WALL)) > 0 || errno == EINTR;)
      if (thread > 0) handle(thread, status);
    return result_;
  }

 private:
  void handle(pid_t thread, int status) {
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      threads_.erase(thread);
      if (thread == main_)
        result_.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      return;
    }
    const bool is_new = threads_.insert(thread).second;
    if (dying_) {  // a child whose first stop had not been seen when the others were killed
      ::kill(thread, SIGKILL);
      return;
    }
    const int signal = WSTOPSIG(status);
    if (event_of(status) == PTRACE_EVENT_SECCOMP) {
      at_entry(thread);
    } else if (signal == (SIGTRAP | 0x80)) {
      kill_all();  // the call is done
    } else {
      // A new thread starts with a stop of its own, other stops are signals on their way.
      const bool passes_on = event_of(status) == 0 && !(is_new && signal == SIGSTOP);
      resume(thread, passes_on ? signal : 0);
    }
  }

  void at_entry(pid_t thread) {
    Tracee tracee(thread);
    const ChangingCall* call = tracee.call();
    const auto path = call ? tracee.changed_path(*call, request_.folder) : std::nullopt;
    const bool counts = path && (!request_.fault.only_writes() || call->length_argument >= 0);
    if (counts) result_.calls.push_back(std::string(call->name) + " " + *path);
    const bool is_point = counts && result_.calls.size() == request_.point;
    if (is_point) result_.hit = true;
    if (is_point) {
      inject(thread, tracee, *call);
    } else if (counts && result_.hit && request_.fault.kind == FaultKind::fail_from_there) {
      fail(thread, tracee);
    } else {
      resume(thread, 0);
    }
  }

  void inject(pid_t thread, Tracee& tracee, const ChangingCall& call) {
    switch (request_.fault.kind) {
      case FaultKind::none:
        resume(thread, 0);
        break;
      case FaultKind::kill_before:
        kill_all();
        break;
      case FaultKind::torn_write:
        tracee.halve(call);
        [[fallthrough]];
      case FaultKind::kill_after:
        stop_at_exit(thread);
        break;
      case FaultKind::short_write:
        tracee.halve(call);
        resume(thread, 0);
        break;
      case FaultKind::fail_once:
      case FaultKind::fail_from_there:
        fail(thread, tracee);
        break;
    }
  }

  void fail(pid_t thread, Tracee& tracee) {
    tracee.fail_with(request_.fault.error);
    resume(thread, 0);
  }

  void stop_at_exit(pid_t thread) { ::ptrace(PTRACE_SYSCALL, thread, nullptr, nullptr); }

  void kill_all() {
    dying_ = true;
    for (const pid_t thread : threads_) ::kill(thread, SIGKILL);
  }

  void resume(pid_t thread, int signal) {
    ::ptrace(PTRACE_CONT, thread, nullptr, static_cast<long>(signal));
  }

  const InjectionRequest& request_;
  InjectionResult result_;
  std::set<pid_t> threads_;
  pid_t main_ = 0;
  bool dying_ = false;
};

}  // namespace

InjectionResult run_with_fault(const InjectionRequest& request) {
  return Injection(request).run();
}

}  // namespace switchback::crash
