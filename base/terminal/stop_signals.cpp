#include "base/terminal/stop_signals.hpp"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <initializer_list>

#include "base/errors.hpp"

namespace switchback {
namespace {

sigset_t wanted_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction present {};
    ::sigaction(signal, nullptr, &present);
    if (present.sa_handler != SIG_IGN) sigaddset(&signals, signal);
  }
  return signals;
}

void end_process(int signal) {
  ::signal(signal, SIG_DFL);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  ::pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  ::raise(signal);
}

void wait_for_signals(int signals, int ended, std::stop_source& stop) {
  while (true) {
    std::array<pollfd, 2> sources{{{signals, POLLIN, 0}, {ended, POLLIN, 0}}};
    if (::poll(sources.data(), sources.size(), -1) < 0 && errno != EINTR) return;
    if (sources[1].revents != 0) return;
    signalfd_siginfo info{};
    if (sources[0].revents == 0 || ::read(signals, &info, sizeof info) != sizeof info) continue;
    if (!stop.request_stop()) end_process(static_cast<int>(info.ssi_signo));
  }
}

}  // namespace

StopSignals::StopSignals() {
  ::signal(SIGPIPE, SIG_IGN);
  const sigset_t signals = wanted_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signals_ = Descriptor(::signalfd(-1, &signals, SFD_CLOEXEC));
  if (!signals_) throw StorageError("open", "signalfd", errno);
  ended_ = Descriptor(::eventfd(0, EFD_CLOEXEC));
  if (!ended_) throw StorageError("open", "eventfd", errno);
  waiter_ = std::jthread([this] { wait_for_signals(signals_.get(), ended_.get(), stop_); });
}

StopSignals::~StopSignals() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(ended_.get(), &one, sizeof one);
  waiter_.join();
}

}  // namespace switchback
