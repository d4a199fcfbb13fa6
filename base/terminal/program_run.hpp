// One run of a program: what the subcommands of both command lines share. Made by main() from the
// environment; each program derives what it alone needs.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "base/terminal/color.hpp"
#include "base/terminal/environment.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/output.hpp"
#include "base/terminal/progress_renderer.hpp"

namespace switchback {

struct ProgramOptions {
  bool yes = false;
  bool json = false;
  bool dry_run = false;
  ProgressMode progress = ProgressMode::automatic;
  ColorMode color = ColorMode::automatic;
};

class ProgramRun {
 public:
  ProgramRun(Environment environment, std::stop_token stop);

  ProgramOptions options;
  // Set by the subcommand that was parsed; returns the exit status.
  std::function<int()> work;
  // What an error without a status of its own exits with: kExitHostFailure for work that changes a
  // host.
  int failure_status = kExitFailure;
  std::string left_when_interrupted;  // by a stop from now on; empty: as run_program() was told

  const Environment& environment() const { return environment_; }
  const std::stop_token& stop() const { return stop_; }
  Output& out() { return out_; }
  Style out_style() const;
  Style error_style() const;
  Progress& progress();
  void clear_progress();
  // Plans, questions and errors: on standard error, without tearing a bar.
  void tell(const std::string& text);
  void warn(const std::string& text);

 private:
  Environment environment_;
  std::stop_token stop_;
  Output out_;
  std::unique_ptr<ProgressRenderer> progress_;
};

}  // namespace switchback
