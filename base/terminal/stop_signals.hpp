// SIGINT and SIGTERM as a stop token, for main(). The libraries only ever see the token.
#pragma once

#include <stop_token>
#include <thread>

#include "base/descriptor.hpp"

namespace switchback {

// Created first in main(), before any other thread: it blocks the two signals and waits for them in
// a thread of its own. The first one requests a stop; the second ends the process at once, which
// every command survives. A signal that was ignored when the process started (nohup) stays ignored.
// Also ignores SIGPIPE: see base/terminal/output.hpp.
class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  Descriptor signals_;
  Descriptor ended_;  // an eventfd: wakes the waiter at once when the object goes
  std::jthread waiter_;
};

}  // namespace switchback
