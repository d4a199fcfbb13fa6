// When to colour, and the few styles the commands use. Colour never carries meaning of its own: the
// text says it too.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/terminal/environment.hpp"

namespace switchback {

enum class ColorMode { automatic, always, never };

// "auto", "always", "never".
std::optional<ColorMode> parse_color_mode(std::string_view text);

bool is_terminal(int fd);

// An explicit --color=always|never decides. Otherwise NO_COLOR (set and not empty) says no,
// CLICOLOR_FORCE (set, not empty, not "0") says yes, and else `fd` must be a terminal that is not
// TERM=dumb.
bool use_color(ColorMode mode, const Environment& environment, int fd);

// Wraps text in escape sequences, or returns it as it is where colour is off.
class Style {
 public:
  explicit Style(bool color) : color_(color) {}

  bool color() const { return color_; }
  std::string bold(std::string_view text) const { return wrap("1", text); }
  std::string dim(std::string_view text) const { return wrap("2", text); }
  std::string error(std::string_view text) const { return wrap("1;31", text); }
  std::string warning(std::string_view text) const { return wrap("1;33", text); }
  std::string success(std::string_view text) const { return wrap("32", text); }

 private:
  std::string wrap(std::string_view codes, std::string_view text) const;

  bool color_;
};

}  // namespace switchback
