#include "repo-tools/serve/connection_watch.hpp"

// The C library's own netinet/tcp.h has no tcpi_bytes_acked.
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <optional>

namespace switchback {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kLooksPerDeadline = 20;
constexpr std::chrono::milliseconds kShortestInterval{5};

std::chrono::milliseconds interval_of(const PaceLimits& limits) {
  const auto shorter = std::min(limits.request_deadline, limits.reading_window);
  return std::max(shorter / kLooksPerDeadline, kShortestInterval);
}

std::optional<std::uint64_t> bytes_taken(int socket) {
  struct tcp_info info {};
  socklen_t size = sizeof info;
  const bool known = ::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
                     size >= offsetof(struct tcp_info, tcpi_bytes_received);
  return known ? std::optional<std::uint64_t>(info.tcpi_bytes_acked) : std::nullopt;
}

bool has_ended(int socket) {
  char byte = 0;
  return ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

bool has_unsent(int socket) {
  int unsent = 0;
  return ::ioctl(socket, SIOCOUTQ, &unsent) == 0 && unsent > 0;
}

// What a slow reader has not taken is dropped when the socket is closed, instead of staying in the
// kernel until the reader has it.
void drop_unsent(int socket) {
  const struct linger at_once { 1, 0 };
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace

ConnectionWatch::ConnectionWatch(const PaceLimits& limits)
    : limits_(limits),
      interval_(interval_of(limits)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void ConnectionWatch::opened(int socket) {
  const std::lock_guard lock(mutex_);
  connections_.insert_or_assign(socket, Watched{ConnectionPace(Clock::now())});
  if (connections_.size() == 1) not_empty_.notify_one();
}

void ConnectionWatch::answer_begins(int socket) {
  const std::lock_guard lock(mutex_);
  connections_.at(socket).pace.answer_begins();
}

void ConnectionWatch::answer_ended(int socket) {
  const std::lock_guard lock(mutex_);
  connections_.at(socket).pace.answer_ended(Clock::now());
}

void ConnectionWatch::closes(int socket) {
  const std::lock_guard lock(mutex_);
  connections_.erase(socket);
}

void ConnectionWatch::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (not_empty_.wait(lock, stop, [this] { return !connections_.empty(); })) {
    not_empty_.wait_for(lock, stop, interval_, [] { return false; });
    look(Clock::now());
  }
}

void ConnectionWatch::look(ConnectionPace::Time now) {
  for (auto& [socket, watched] : connections_)
    if (!watched.cut) watched.cut = cut_if_late(socket, watched.pace, now);
}

bool ConnectionWatch::cut_if_late(int socket, ConnectionPace& pace, ConnectionPace::Time now) {
  const Pace verdict = pace.judge(
      now, limits_, [socket] { return bytes_taken(socket); },
      [socket] { return has_ended(socket); });
  if (verdict == Pace::kept) return false;
  if (verdict == Pace::reader_slow || has_unsent(socket)) drop_unsent(socket);
  if (verdict == Pace::reader_slow) ++slow_readers_;
  if (verdict == Pace::request_late) ++late_requests_;
  ::shutdown(socket, SHUT_RDWR);
  return true;
}

}  // namespace switchback
