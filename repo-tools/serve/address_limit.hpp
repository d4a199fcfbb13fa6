// How many connections one address may have at a time.
#pragma once

#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>

namespace switchback {

// IPv6 addresses count by their /64, which one host may have whole; IPv4 ones, also mapped into
// IPv6, one by one. The HTTP library's own limit knows neither, nor says what it refused.
// Connections that are accepted at the same moment by several threads may exceed the limit by the
// number of threads. Thread-safe.
class AddressLimit {
 public:
  explicit AddressLimit(unsigned most) : most_(most) {}  // 0: no limit

  // Whether one more may be accepted; counts the refusal where not.
  bool admits(const sockaddr& address);
  void opened(const sockaddr& address);
  void closed(const sockaddr& address);

  std::uint64_t refused() const { return refused_; }

 private:
  using Network = std::array<std::uint8_t, 16>;

  static Network network_of(const sockaddr& address);

  const unsigned most_;
  std::mutex mutex_;
  std::map<Network, unsigned> open_;
  std::atomic<std::uint64_t> refused_ = 0;
};

}  // namespace switchback
