#include "base/terminal/program_run.hpp"

#include <unistd.h>

#include <utility>

#include "base/terminal/error_message.hpp"

namespace switchback {

ProgramRun::ProgramRun(Environment environment, std::stop_token stop)
    : environment_(std::move(environment)), stop_(std::move(stop)), out_(STDOUT_FILENO) {}

Style ProgramRun::out_style() const {
  return Style(use_color(options.color, environment_, STDOUT_FILENO));
}

Style ProgramRun::error_style() const {
  return Style(use_color(options.color, environment_, STDERR_FILENO));
}

Progress& ProgramRun::progress() {
  if (!progress_) progress_ = make_progress(options.progress, environment_, STDERR_FILENO);
  return *progress_;
}

void ProgramRun::clear_progress() {
  if (progress_) progress_->clear();
}

void ProgramRun::tell(const std::string& text) {
  clear_progress();
  write_to_stderr(text);
}

void ProgramRun::warn(const std::string& text) {
  tell(format_warning(text, error_style()));
}

}  // namespace switchback
