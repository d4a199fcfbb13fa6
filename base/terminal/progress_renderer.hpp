// The Progress a command gives to the libraries, shown to whoever watches standard error.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/progress.hpp"
#include "base/terminal/environment.hpp"
#include "base/terminal/rate.hpp"

namespace switchback {

enum class ProgressMode { automatic, plain, none, json };

// "auto", "plain", "none", "json".
std::optional<ProgressMode> parse_progress_mode(std::string_view text);

// What the renderers know of one phase.
struct PhaseView {
  std::string_view name;
  std::uint64_t done = 0;
  std::uint64_t total = 0;  // 0: unknown
  ProgressUnit unit = ProgressUnit::bytes;
  std::chrono::milliseconds elapsed{0};
  std::optional<double> per_second;
  std::optional<std::chrono::seconds> remaining;
  bool finished = false;  // shown once for each phase
};

// Locks, follows each phase and leaves the drawing to its kind. Phases may overlap. Write errors
// are ignored: work never fails for its progress display.
class ProgressRenderer : public Progress {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  // `fd` is borrowed; what is unfinished is erased or left by the destructor of the kind.
  explicit ProgressRenderer(int fd, Clock clock = std::chrono::steady_clock::now);

  void report(std::string_view phase, std::uint64_t done, std::uint64_t total,
              ProgressUnit unit) final;
  // A whole line of text (a warning) on the same descriptor, without tearing a bar.
  void line(std::string_view text);
  // Takes an unfinished bar off the terminal; called before other text goes there. Reports draw it
  // again.
  void clear();

 protected:
  using Time = std::chrono::steady_clock::time_point;

  // Called with the lock held. `last_shown` is when show() last said true for this phase; nothing
  // at first. Returns whether it wrote something.
  virtual bool show(const PhaseView& phase, std::optional<Time> last_shown, int last_percent,
                    Time time) = 0;
  virtual void erase() {}
  void write(std::string_view text) const;
  int fd() const { return fd_; }

 private:
  struct Phase {
    explicit Phase(Time start) : rate(start) {}
    Rate rate;
    std::optional<Time> shown;
    int shown_percent = 0;
    std::uint64_t done = 0;
    bool finished = false;
  };

  int fd_;
  Clock clock_;
  std::mutex mutex_;
  std::map<std::string, Phase, std::less<>> phases_;
};

// Bars where `fd` is a terminal (and TERM is not dumb), else plain lines; or as `mode` says.
std::unique_ptr<ProgressRenderer> make_progress(ProgressMode mode, const Environment& environment,
                                                int fd);

}  // namespace switchback
