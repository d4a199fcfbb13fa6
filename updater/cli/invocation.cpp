#include "updater/cli/invocation.hpp"

#include <utility>

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

std::filesystem::path Invocation::root() const {
  if (!named_root.empty()) return named_root;
  std::error_code failure;
  const auto here = std::filesystem::current_path(failure);
  if (!failure)
    if (const auto found = enclosing_root(here)) return *found;
  return kDefaultRoot;
}

Host Invocation::open_host() {
  const auto path = root();
  const CommandSettings settings = load_settings(path, environment());
  ask_ = settings.require_confirmation;
  HostSettings host = settings.host;
  host.stop = stop();
  host.progress = &progress();
  return Host::open(path, std::move(host));
}

void Invocation::confirm(const std::string& question) {
  if (ask_) require_confirmation(question, options.yes, {}, stop());
}

bool Invocation::will_ask() const {
  return ask_ && !options.yes && !options.dry_run && can_ask();
}

void Invocation::show_warnings(Host& host) {
  for (const auto& warning : host.take_warnings()) warn(warning);
}

}  // namespace switchback
