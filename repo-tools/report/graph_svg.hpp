// A graph drawn by Graphviz.
#pragma once

#include <stop_token>
#include <string>

namespace switchback {

// Runs `dot` from PATH on `dot`. Throws ConfigError("config") where Graphviz is not installed or
// draws nothing, Interrupted on `stop`.
std::string render_svg(const std::string& dot, const std::stop_token& stop);

}  // namespace switchback
