// Cuts the connections of clients that take too long or have gone.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>

#include "repo-tools/serve/connection_pace.hpp"

namespace switchback {

// The HTTP library knows only a time without any byte, which a client that sends or takes one byte
// now and then never reaches. A thread here looks at all connections about twenty times in a
// deadline, not at all while there are none, and shuts down the sockets of the late ones: the
// library sees their end and closes them as if the client had. It does not itself see the end that
// comes in one packet with the last bytes of half a request: the second look does. Thread-safe.
class ConnectionWatch {
 public:
  explicit ConnectionWatch(const PaceLimits& limits);
  ConnectionWatch(const ConnectionWatch&) = delete;
  ConnectionWatch& operator=(const ConnectionWatch&) = delete;

  void opened(int socket);
  void answer_begins(int socket);
  void answer_ended(int socket);
  // Before the socket is closed: its number may be another connection's right afterwards.
  void closes(int socket);

  std::uint64_t late_requests() const { return late_requests_; }
  std::uint64_t slow_readers() const { return slow_readers_; }

 private:
  struct Watched {
    ConnectionPace pace;
    bool cut = false;
  };

  void run(const std::stop_token& stop);
  void look(ConnectionPace::Time now);
  bool cut_if_late(int socket, ConnectionPace& pace, ConnectionPace::Time now);

  const PaceLimits limits_;
  const std::chrono::milliseconds interval_;
  std::mutex mutex_;
  std::condition_variable_any not_empty_;
  std::map<int, Watched> connections_;  // by socket
  std::atomic<std::uint64_t> late_requests_ = 0;
  std::atomic<std::uint64_t> slow_readers_ = 0;
  std::jthread thread_;  // ends first
};

}  // namespace switchback
