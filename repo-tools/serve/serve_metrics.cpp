#include "repo-tools/serve/serve_metrics.hpp"

#include <fmt/format.h>

namespace switchback {

void ServeMetrics::count(int status, std::uint64_t body_bytes) {
  answers_.at(static_cast<std::size_t>(status)).fetch_add(1, std::memory_order_relaxed);
  bytes_.fetch_add(body_bytes, std::memory_order_relaxed);
}

std::string ServeMetrics::text(const ConnectionFigures& connections) const {
  std::string text =
      "# HELP switchback_serve_answers_total Answers by status. Those to request lines of another "
      "HTTP version or longer than the server reads are not counted.\n"
      "# TYPE switchback_serve_answers_total counter\n";
  for (std::size_t status = 0; status < answers_.size(); ++status)
    if (const auto count = answers_[status].load(std::memory_order_relaxed); count > 0)
      text += fmt::format("switchback_serve_answers_total{{status=\"{}\"}} {}\n", status, count);
  const auto one = [&text](const char* name, const char* type, std::uint64_t value) {
    text += fmt::format("# TYPE switchback_serve_{0} {1}\nswitchback_serve_{0} {2}\n", name, type,
                        value);
  };
  one("body_bytes_total", "counter", bytes_.load(std::memory_order_relaxed));
  one("connections", "gauge", connections.open);
  one("connections_limit", "gauge", connections.limit);
  one("refused_connections_total", "counter", connections.refused);
  one("late_requests_total", "counter", connections.late_requests);
  one("slow_readers_total", "counter", connections.slow_readers);
  return text;
}

}  // namespace switchback
