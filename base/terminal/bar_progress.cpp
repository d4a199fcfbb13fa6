#include "base/terminal/bar_progress.hpp"

#include <sys/ioctl.h>

#include "base/terminal/progress_text.hpp"

namespace switchback {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::size_t kDefaultColumns = 80;
constexpr std::string_view kStartOfEmptyLine = "\r\x1b[K";

// Asked at each redraw: a person may resize the window. The last column stays free, or terminals
// wrap.
std::size_t columns_of(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kDefaultColumns - 1;
  return static_cast<std::size_t>(size.ws_col) - 1;
}

}  // namespace

BarProgress::~BarProgress() {
  BarProgress::erase();
}

bool BarProgress::show(const PhaseView& phase, std::optional<Time> last_shown, int, Time time) {
  if (!phase.finished && last_shown && time - *last_shown < kRedraw) return false;
  const std::string text = bar_text(phase, columns_of(fd()));
  write(std::string(kStartOfEmptyLine) + text + (phase.finished ? "\n" : ""));
  drawn_ = !phase.finished;
  return true;
}

void BarProgress::erase() {
  if (drawn_) write(kStartOfEmptyLine);
  drawn_ = false;
}

}  // namespace switchback
