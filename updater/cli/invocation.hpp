// One run of the command: what every subcommand shares. Made by main() from arguments and
// environment.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/terminal/color.hpp"
#include "base/terminal/environment.hpp"
#include "base/terminal/output.hpp"
#include "base/terminal/progress_renderer.hpp"
#include "switchback/host.hpp"

namespace switchback {

struct CommonOptions {
  std::string
      root;  // --root; empty: SWITCHBACK_ROOT, the nearest parent that is a root, /opt/switchback
  bool yes = false;
  bool json = false;
  bool dry_run = false;
  ProgressMode progress = ProgressMode::automatic;
  ColorMode color = ColorMode::automatic;
};

class Invocation {
 public:
  Invocation(Environment environment, std::stop_token stop);

  CommonOptions options;
  // Set by the subcommand that was parsed; returns the exit status.
  std::function<int()> run;
  // What an error without a status of its own exits with: 20 for commands that change a host.
  int failure_status = 1;

  const Environment& environment() const { return environment_; }
  const std::stop_token& stop() const { return stop_; }
  Output& out() { return out_; }
  Style out_style() const;
  Style error_style() const;
  Progress& progress();
  void warn(const std::string& text);
  // Progress, plans and questions.
  void tell(const std::string& text);
  void clear_progress();

  std::filesystem::path root() const;
  // The host at root(), with its configuration applied.
  Host open_host();
  // Throws ConfigError("confirmation-required") unless the answer, --yes or the configuration says
  // yes.
  void confirm(const std::string& question);
  // Whether confirm() will put its question to somebody at a terminal.
  bool will_ask() const;
  void show_warnings(Host& host);

 private:
  Environment environment_;
  std::stop_token stop_;
  Output out_;
  std::unique_ptr<ProgressRenderer> progress_;
  bool ask_ = true;
};

// The nearest folder from `start` upwards that is a root.
std::optional<std::filesystem::path> enclosing_root(std::filesystem::path start);

}  // namespace switchback
