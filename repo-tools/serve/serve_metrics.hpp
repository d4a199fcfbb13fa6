// Counters of the server in Prometheus' text format. Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace switchback {

class ServeMetrics {
 public:
  void count(int status, std::uint64_t body_bytes);
  std::string text(std::uint64_t open_connections) const;

 private:
  std::array<std::atomic<std::uint64_t>, 600> answers_{};  // by status
  std::atomic<std::uint64_t> bytes_ = 0;
};

}  // namespace switchback
