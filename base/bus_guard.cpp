#include "base/bus_guard.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>

#include "base/errors.hpp"

namespace switchback {
namespace {

// Two files a thread, on more threads than machines have cores. The handler reads them while other
// threads guard and release, so that nothing is allocated and nothing locked.
constexpr std::size_t kSlots = 512;
constexpr std::uintptr_t kFree = 0;
constexpr std::uintptr_t kTaken = ~std::uintptr_t{0};  // has no range yet

struct Slot {
  std::atomic<std::uintptr_t> begin{kFree};
  std::atomic<std::uintptr_t> end{0};
  std::atomic<bool> failed{false};
};
static_assert(std::atomic<std::uintptr_t>::is_always_lock_free);
std::array<Slot, kSlots> slots;
struct sigaction before {};

// All from the fault on is given up: a file that became shorter has none of it.
bool fill_up(Slot& slot, std::uintptr_t address) {
  const std::uintptr_t begin = slot.begin.load();
  const std::uintptr_t end = slot.end.load();
  if (address < begin || address >= end) return false;
  const std::uintptr_t page = address - address % static_cast<std::uintptr_t>(::getpagesize());
  slot.failed.store(true);
  return ::mmap(reinterpret_cast<void*>(page), end - page, PROT_READ,
                MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

void meet(int signal, siginfo_t* info, void*) {
  const int error = errno;
  const bool fault = info->si_code > 0;  // else somebody sent it
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  if (fault)
    for (Slot& slot : slots)
      if (fill_up(slot, address)) {
        errno = error;
        return;
      }
  // The instruction faults again, or the signal is sent again, and meets what was there before.
  ::sigaction(signal, &before, nullptr);
  if (!fault) ::raise(signal);
  errno = error;
}

void install() {
  struct sigaction action {};
  action.sa_sigaction = meet;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  if (::sigaction(SIGBUS, &action, &before) != 0) throw StorageError("guard", "SIGBUS", errno);
}

std::size_t take_slot() {
  for (std::size_t i = 0; i < kSlots; ++i)
    if (std::uintptr_t expected = kFree; slots[i].begin.compare_exchange_strong(expected, kTaken))
      return i;
  throw StorageError("map", "a file beside so many others", ENOMEM);
}

}  // namespace

BusGuard::BusGuard(const char* data, std::size_t length) {
  static std::once_flag installed;
  std::call_once(installed, install);
  slot_ = take_slot();
  const auto begin = reinterpret_cast<std::uintptr_t>(data);
  slots[slot_].failed.store(false);
  slots[slot_].end.store(begin + length);
  slots[slot_].begin.store(begin);
}

BusGuard::~BusGuard() {
  slots[slot_].end.store(0);
  slots[slot_].begin.store(kFree);
}

bool BusGuard::failed() const {
  return slots[slot_].failed.load();
}

}  // namespace switchback
