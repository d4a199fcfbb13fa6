// Times in UTC with second resolution, as TUF and every file of ours write them. Functions that
// need the time take it as an argument; only the edges (CLI, daemon) read the system clock.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace switchback {

using Timestamp = std::chrono::sys_seconds;

Timestamp now();

// "2026-11-23T18:30:00Z", the only form accepted and written.
std::string format_timestamp(Timestamp time);
std::optional<Timestamp> parse_timestamp(std::string_view text);

// "20261123_183000", used in update ids.
std::string format_compact(Timestamp time);

}  // namespace switchback
