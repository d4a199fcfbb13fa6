#include "base/units.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace switchback {
namespace {

struct NumberAndUnit {
  double number;
  std::string_view unit;
};

std::optional<NumberAndUnit> split(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc()) return std::nullopt;
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit.ends_with(' ')) return std::nullopt;
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  return NumberAndUnit{value, unit};
}

// How many times 1024 a unit stands for: "" and "B" none, "K", "KB", "KiB" and "k" once.
std::optional<int> power_of(std::string_view unit) {
  if (unit.empty() || unit == "B") return 0;
  static constexpr std::string_view kPrefixes = "KMGTP";
  const auto index = kPrefixes.find(unit.front() == 'k' ? 'K' : unit.front());
  const std::string_view rest = unit.substr(1);
  if (index == std::string_view::npos ||
      !(rest.empty() || rest == "B" || rest == "i" || rest == "iB"))
    return std::nullopt;
  return static_cast<int>(index) + 1;
}

}  // namespace

std::string format_size(std::uint64_t bytes) {
  static constexpr std::array<std::string_view, 5> kUnits{"KiB", "MiB", "GiB", "TiB", "PiB"};
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes);
  std::string_view unit;
  for (const auto candidate : kUnits) {
    value /= 1024;
    unit = candidate;
    if (value < 999.5) break;
  }
  // The limits are where rounding would add a digit.
  if (value < 9.995) return fmt::format("{:.2f} {}", value, unit);
  if (value < 99.95) return fmt::format("{:.1f} {}", value, unit);
  return fmt::format("{:.0f} {}", value, unit);
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  const auto parts = split(text);
  if (!parts) return std::nullopt;
  const auto power = power_of(parts->unit);
  if (!power) return std::nullopt;
  const double bytes = std::ldexp(parts->number, 10 * *power);
  if (bytes >= 9.2e18) return std::nullopt;
  return static_cast<std::uint64_t>(bytes);
}

std::string format_duration(std::chrono::milliseconds duration) {
  const auto ms = duration.count();
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms < 59'950) return fmt::format("{:.1f} s", static_cast<double>(ms) / 1000);
  const auto seconds = (ms + 500) / 1000;
  if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  if (seconds < 86'400) return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
  return fmt::format("{} d", seconds / 86'400);
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, double>, 7> kUnits{{{"ms", 1},
                                                                              {"s", 1e3},
                                                                              {"m", 6e4},
                                                                              {"h", 3.6e6},
                                                                              {"d", 8.64e7},
                                                                              {"w", 6.048e8},
                                                                              {"y", 3.1536e10}}};
  const auto parts = split(text);
  if (!parts) return std::nullopt;
  for (const auto& [unit, factor] : kUnits) {
    if (parts->unit != unit) continue;
    const double ms = parts->number * factor;
    if (ms > 1e15) return std::nullopt;
    return std::chrono::milliseconds(static_cast<std::int64_t>(ms));
  }
  return std::nullopt;
}

}  // namespace switchback
