#include "base/stoppable_wait.hpp"

#include <condition_variable>
#include <mutex>

namespace switchback {

// Nobody notifies and nothing is guarded: the condition is only there because it knows stop tokens.
bool wait_unless_stopped(const std::stop_token& stop, std::chrono::nanoseconds duration) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);  // cppcheck-suppress localMutex
  never.wait_for(lock, stop, duration, [] { return false; });
  return !stop.stop_requested();
}

void wait_for_stop(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);  // cppcheck-suppress localMutex
  never.wait(lock, stop, [] { return false; });
}

}  // namespace switchback
