// What every operation on a root needs: where it is, its state, the settings of the caller, and
// where to report to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/errors.hpp"
#include "base/file_lock.hpp"
#include "base/log.hpp"
#include "switchback/host.hpp"
#include "updater/state/layout.hpp"
#include "updater/state/state_store.hpp"

namespace switchback {

struct Session {
  Layout layout;
  HostSettings settings;
  FileLog log;
  StateStore store;
  std::optional<FileLock> lock;
  std::vector<std::string> warnings;

  // Keeps the result a success but tells the operator, in the log and through
  // Host::take_warnings().
  void warn(const std::string& message) {
    log.warning(message);
    warnings.push_back(message);
  }
  void throw_if_stopped() const {
    if (settings.stop.stop_requested()) throw Interrupted();
  }
  // Version in the active slot; nothing before the first install.
  std::optional<Version> active_version() {
    const auto active = layout.active();
    if (!active) return std::nullopt;
    return store.slot(*active).version;
  }
};

}  // namespace switchback
