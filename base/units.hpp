// Sizes and durations as people write and read them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace switchback {

// "0 B", "1.5 KiB", "12 MiB": at most three significant digits.
std::string format_size(std::uint64_t bytes);
// "200MiB", "64 KiB", "1.5G", "4096": binary units; the i and the B may be left out.
std::optional<std::uint64_t> parse_size(std::string_view text);

// "350 ms", "4.2 s", "3 min 20 s", "2 h 5 min", "14 d".
std::string format_duration(std::chrono::milliseconds duration);
// "500ms", "10s", "5m", "24h", "14d", "2y" (365 days); a unit is required.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace switchback
