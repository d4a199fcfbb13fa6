#include "base/terminal/progress_renderer.hpp"

#include <unistd.h>

#include <utility>

#include "base/terminal/bar_progress.hpp"
#include "base/terminal/color.hpp"
#include "base/terminal/json_progress.hpp"
#include "base/terminal/plain_progress.hpp"
#include "base/terminal/progress_text.hpp"

namespace switchback {
namespace {

class SilentProgress : public ProgressRenderer {
 public:
  using ProgressRenderer::ProgressRenderer;

 protected:
  bool show(const PhaseView&, std::optional<Time>, int, Time) override { return false; }
};

}  // namespace

std::optional<ProgressMode> parse_progress_mode(std::string_view text) {
  if (text == "auto") return ProgressMode::automatic;
  if (text == "plain") return ProgressMode::plain;
  if (text == "none") return ProgressMode::none;
  if (text == "json") return ProgressMode::json;
  return std::nullopt;
}

ProgressRenderer::ProgressRenderer(int fd, Clock clock) : fd_(fd), clock_(std::move(clock)) {}

void ProgressRenderer::report(std::string_view phase, std::uint64_t done, std::uint64_t total,
                              ProgressUnit unit) {
  const std::scoped_lock lock(mutex_);
  const Time time = clock_();
  auto found = phases_.find(phase);
  if (found == phases_.end()) found = phases_.emplace(std::string(phase), Phase(time)).first;
  Phase& known = found->second;
  if (known.finished) {
    if (done >= known.done) return;
    known = Phase(time);  // the same phase of the next update in a plan of several
  }
  known.done = done;
  known.finished = total > 0 && done >= total;
  if (known.finished)
    known.rate.finish(done, time);
  else
    known.rate.update(done, time);
  const PhaseView view{found->first,
                       done,
                       total,
                       unit,
                       known.rate.elapsed(time),
                       known.rate.per_second(),
                       known.rate.remaining(done, total),
                       known.finished};
  if (!show(view, known.shown, known.shown_percent, time)) return;
  known.shown = time;
  known.shown_percent = percent_of(done, total);
}

void ProgressRenderer::line(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  erase();
  write(std::string(text) + "\n");
}

void ProgressRenderer::clear() {
  const std::scoped_lock lock(mutex_);
  erase();
}

void ProgressRenderer::write(std::string_view text) const {
  [[maybe_unused]] const ssize_t written = ::write(fd_, text.data(), text.size());
}

std::unique_ptr<ProgressRenderer> make_progress(ProgressMode mode, const Environment& environment,
                                                int fd) {
  switch (mode) {
    case ProgressMode::none:
      return std::make_unique<SilentProgress>(fd);
    case ProgressMode::json:
      return std::make_unique<JsonProgress>(fd);
    case ProgressMode::plain:
      return std::make_unique<PlainProgress>(fd);
    case ProgressMode::automatic:
      break;
  }
  if (is_terminal(fd) && environment.get("TERM") != "dumb")
    return std::make_unique<BarProgress>(fd);
  return std::make_unique<PlainProgress>(fd);
}

}  // namespace switchback
