#include "tests/crash/injector/traced_child.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

#include "tests/crash/injector/fault_injector.hpp"
#include "tests/crash/injector/system_calls.hpp"

namespace switchback::crash {
namespace {

constexpr int kFailed = 1;
constexpr int kCannotExecute = 127;
constexpr int kCannotTrace = 126;

sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offset));
}

// Calls of the list stop for the tracer, others run; another architecture's numbers mean something
// else.
std::vector<sock_filter> filter_program() {
  std::vector<sock_filter> program = {load(offsetof(seccomp_data, arch)),
                                      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
                                      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
                                      load(offsetof(seccomp_data, nr))};
  for (const ChangingCall& call : changing_calls()) {
    program.push_back(
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call.number), 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  return program;
}

bool install_filter(std::vector<sock_filter>& program) {
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

[[noreturn]] void do_traced(const std::function<int()>& work, std::vector<sock_filter>& program) {
  if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(kCannotTrace);
  ::raise(SIGSTOP);  // until the tracer has set its options: the filter needs it there
  if (!install_filter(program)) ::_exit(kCannotTrace);
  try {
    ::_exit(work());
  } catch (...) {  // the end of the child: nobody is left to tell
    ::_exit(kFailed);
  }
}

}  // namespace

std::function<int()> execution_of(std::vector<std::string> command) {
  return [command = std::move(command)] {
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execvp(arguments[0], arguments.data());
    return kCannotExecute;
  };
}

pid_t start_traced(const std::function<int()>& work) {
  std::vector<sock_filter> program = filter_program();
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error(std::string("fork: ") + std::strerror(errno));
  if (child == 0) do_traced(work, program);

  int status = 0;
  if (::waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
    throw TracingUnavailable("ptrace is not permitted here");
  const long options = PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD |
                       PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                       PTRACE_O_TRACEEXEC;
  if (::ptrace(PTRACE_SETOPTIONS, child, nullptr, options) != 0) {
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    throw TracingUnavailable("ptrace with a seccomp filter is not available here");
  }
  return child;
}

}  // namespace switchback::crash
