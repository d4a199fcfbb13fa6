// What happens at one system call of a command: it is killed there, or the call is cut short or
// fails.
#pragma once

#include <optional>
#include <string>

namespace switchback::crash {

enum class FaultKind {
  none,             // only count and list
  kill_before,      // SIGKILL to everything traced, the call is not made
  kill_after,       // SIGKILL once the call is done
  torn_write,       // half of the bytes are written, then SIGKILL
  short_write,      // half of the bytes are written, the command goes on
  fail_once,        // the call fails with `error`
  fail_from_there,  // this call and every later one that changes something fail with `error`
};

struct Fault {
  FaultKind kind = FaultKind::none;
  int error = 0;

  // Torn and short writes count only calls that write content.
  bool only_writes() const {
    return kind == FaultKind::torn_write || kind == FaultKind::short_write;
  }
};

// "none", "kill", "killafter", "torn", "short", "ENOSPC" (once), "ENOSPC+" (from there on) and
// other errno names.
std::optional<Fault> parse_fault(const std::string& text);

}  // namespace switchback::crash
