// Passes progress on to the caller and, once a second, into state.db, so that another process can
// follow an update by its id.
#pragma once

#include <chrono>
#include <string>
#include <thread>

#include "base/progress.hpp"
#include "updater/engine/session.hpp"

namespace switchback {

class RecordedProgress : public Progress {
 public:
  RecordedProgress(Session& session, std::string update_id);
  void report(std::string_view phase, std::uint64_t done, std::uint64_t total,
              ProgressUnit unit) override;

 private:
  Session& session_;
  std::string update_id_;
  std::thread::id owner_;  // the one thread that may use state.db
  std::chrono::steady_clock::time_point recorded_;
};

}  // namespace switchback
