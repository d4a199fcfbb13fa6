#include "updater/cli/invocation.hpp"

#include <unistd.h>

#include <utility>

#include "base/errors.hpp"
#include "base/terminal/error_message.hpp"
#include "base/terminal/prompt.hpp"
#include "updater/cli/settings.hpp"

namespace switchback {
namespace {

constexpr const char* kDefaultRoot = "/opt/switchback";

}  // namespace

std::optional<std::filesystem::path> enclosing_root(std::filesystem::path start) {
  for (std::error_code failure;; start = start.parent_path()) {
    if (std::filesystem::exists(start / ".switchback" / "state.db", failure)) return start;
    if (start == start.parent_path()) return std::nullopt;
  }
}

Invocation::Invocation(Environment environment, std::stop_token stop)
    : environment_(std::move(environment)), stop_(std::move(stop)), out_(STDOUT_FILENO) {}

Style Invocation::out_style() const {
  return Style(use_color(options.color, environment_, STDOUT_FILENO));
}

Style Invocation::error_style() const {
  return Style(use_color(options.color, environment_, STDERR_FILENO));
}

Progress& Invocation::progress() {
  if (!progress_) progress_ = make_progress(options.progress, environment_, STDERR_FILENO);
  return *progress_;
}

void Invocation::clear_progress() {
  if (progress_) progress_->clear();
}

void Invocation::warn(const std::string& text) {
  clear_progress();
  write_to_stderr(format_warning(text, error_style()));
}

void Invocation::tell(const std::string& text) {
  clear_progress();
  write_to_stderr(text);
}

std::filesystem::path Invocation::root() const {
  if (!options.root.empty()) return options.root;
  std::error_code failure;
  const auto here = std::filesystem::current_path(failure);
  if (!failure)
    if (const auto found = enclosing_root(here)) return *found;
  return kDefaultRoot;
}

Host Invocation::open_host() {
  const auto path = root();
  const CommandSettings settings = load_settings(path, environment_);
  ask_ = settings.require_confirmation;
  HostSettings host = settings.host;
  host.stop = stop_;
  host.progress = &progress();
  return Host::open(path, std::move(host));
}

void Invocation::confirm(const std::string& question) {
  if (ask_) require_confirmation(question, options.yes, {}, stop_);
}

bool Invocation::will_ask() const {
  return ask_ && !options.yes && !options.dry_run && can_ask();
}

void Invocation::show_warnings(Host& host) {
  for (const auto& warning : host.take_warnings()) warn(warning);
}

}  // namespace switchback
