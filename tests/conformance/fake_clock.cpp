// Preloaded into a process: its clock of the day is FAKE_CLOCK_SECONDS ahead.
#include <dlfcn.h>

#include <cstdlib>
#include <ctime>

extern "C" int clock_gettime(clockid_t clock, struct timespec* time) {
  using Function = int (*)(clockid_t, struct timespec*);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "clock_gettime"));
  const int result = real(clock, time);
  const char* seconds = std::getenv("FAKE_CLOCK_SECONDS");
  if (result == 0 && clock == CLOCK_REALTIME && seconds) time->tv_sec += std::atol(seconds);
  return result;
}
