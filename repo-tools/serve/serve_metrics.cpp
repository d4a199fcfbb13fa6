#include "repo-tools/serve/serve_metrics.hpp"

#include <fmt/format.h>

namespace switchback {

void ServeMetrics::count(int status, std::uint64_t body_bytes) {
  answers_.at(static_cast<std::size_t>(status)).fetch_add(1, std::memory_order_relaxed);
  bytes_.fetch_add(body_bytes, std::memory_order_relaxed);
}

std::string ServeMetrics::text(std::uint64_t open_connections) const {
  std::string text = "# TYPE switchback_serve_answers_total counter\n";
  for (std::size_t status = 0; status < answers_.size(); ++status)
    if (const auto count = answers_[status].load(std::memory_order_relaxed); count > 0)
      text += fmt::format("switchback_serve_answers_total{{status=\"{}\"}} {}\n", status, count);
  text += fmt::format(
      "# TYPE switchback_serve_body_bytes_total counter\nswitchback_serve_body_bytes_total {}\n"
      "# TYPE switchback_serve_connections gauge\nswitchback_serve_connections {}\n",
      bytes_.load(std::memory_order_relaxed), open_connections);
  return text;
}

}  // namespace switchback
