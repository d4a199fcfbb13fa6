#include "base/terminal/color.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace switchback {

std::optional<ColorMode> parse_color_mode(std::string_view text) {
  if (text == "auto") return ColorMode::automatic;
  if (text == "always") return ColorMode::always;
  if (text == "never") return ColorMode::never;
  return std::nullopt;
}

bool is_terminal(int fd) {
  return ::isatty(fd) == 1;
}

bool use_color(ColorMode mode, const Environment& environment, int fd) {
  if (mode != ColorMode::automatic) return mode == ColorMode::always;
  if (environment.has("NO_COLOR")) return false;
  if (environment.has("CLICOLOR_FORCE") && environment.get("CLICOLOR_FORCE") != "0") return true;
  return is_terminal(fd) && environment.get("TERM") != "dumb";
}

std::string Style::wrap(std::string_view codes, std::string_view text) const {
  if (!color_ || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", codes, text);
}

}  // namespace switchback
