// Counters of the server in Prometheus' text format. Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace switchback {

// Of connections; the counts that are not named `open` or `limit` only grow.
struct ConnectionFigures {
  std::uint64_t open = 0;
  std::uint64_t limit = 0;
  std::uint64_t refused = 0;  // for the limit of their address
  std::uint64_t late_requests = 0;
  std::uint64_t slow_readers = 0;
};

class ServeMetrics {
 public:
  void count(int status, std::uint64_t body_bytes);
  std::string text(const ConnectionFigures& connections) const;

 private:
  std::array<std::atomic<std::uint64_t>, 600> answers_{};  // by status
  std::atomic<std::uint64_t> bytes_ = 0;
};

}  // namespace switchback
