// The words of the progress renderers. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/terminal/progress_renderer.hpp"

namespace switchback {

// 0 to 100, rounded down; 0 where the total is unknown.
int percent_of(std::uint64_t done, std::uint64_t total);

// "12 MiB of 40 MiB", "12 MiB", "120 of 400".
std::string amount_text(const PhaseView& phase);

// "3.2 MiB/s", "120/s"; empty where unknown.
std::string rate_text(const PhaseView& phase);

// "download [#####.....]  50 %  12 MiB of 24 MiB  3.2 MiB/s  4 s left", at most `width` columns:
// what does not fit is left out from the right, the bar first.
std::string bar_text(const PhaseView& phase, std::size_t width);

// "download: 50 %, 12 MiB of 24 MiB, 3.2 MiB/s, 4 s left".
std::string plain_text(const PhaseView& phase);

}  // namespace switchback
