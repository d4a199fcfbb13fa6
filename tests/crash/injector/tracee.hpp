// What a stopped process was about to do: registers, strings in its memory, the paths behind its
// descriptors.
#pragma once

#include <sys/types.h>
#include <sys/user.h>

#include <filesystem>
#include <optional>
#include <string>

#include "tests/crash/injector/system_calls.hpp"

namespace switchback::crash {

class Tracee {
 public:
  // The thread must be stopped at the entry of a system call. Throws std::runtime_error where it
  // has gone.
  explicit Tracee(pid_t thread);

  const ChangingCall* call() const { return find_changing_call(number()); }
  // The first name of the call that lies beneath the folder; nothing where the call changes nothing
  // there.
  std::optional<std::string> changed_path(const ChangingCall& call,
                                          const std::string& folder) const;

  // The call is not made and seems to have failed with this errno.
  void fail_with(int error);
  // Halves what the call writes; false where there is nothing to halve (one byte).
  bool halve(const ChangingCall& call);

 private:
  long number() const { return static_cast<long>(registers_.orig_rax); }
  unsigned long long argument(int position) const;
  void set_argument(int position, unsigned long long value);
  void store();
  bool changes_something(const ChangingCall& call) const;
  std::string path_of(const NameArgument& name) const;
  std::string read_string(unsigned long long address) const;
  std::string link(const std::string& name) const;

  pid_t thread_;
  user_regs_struct registers_{};
};

}  // namespace switchback::crash
