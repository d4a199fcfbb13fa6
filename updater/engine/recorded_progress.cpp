#include "updater/engine/recorded_progress.hpp"

#include <utility>

namespace switchback {
namespace {

constexpr std::chrono::seconds kInterval{1};

}  // namespace

RecordedProgress::RecordedProgress(Session& session, std::string update_id)
    : session_(session),
      update_id_(std::move(update_id)),
      owner_(std::this_thread::get_id()),
      recorded_(std::chrono::steady_clock::now()) {}

void RecordedProgress::report(std::string_view phase, std::uint64_t done, std::uint64_t total,
                              ProgressUnit unit) {
  if (session_.settings.progress != nullptr)
    session_.settings.progress->report(phase, done, total, unit);
  if (std::this_thread::get_id() != owner_) return;
  const auto time = std::chrono::steady_clock::now();
  if (time - recorded_ < kInterval) return;
  recorded_ = time;
  session_.store.save_progress(update_id_, {std::string(phase), done, total});
}

}  // namespace switchback
