#include "core/delta/made_hashes.hpp"

#include <utility>

namespace switchback {
namespace {

// Below this, waking a thread takes longer.
constexpr std::size_t kWorthAThread = 128 * 1024;

std::size_t length_of(const std::vector<MadeHashes::Part>& parts) {
  std::size_t length = 0;
  for (const MadeHashes::Part& part : parts) length += part.bytes.size();
  return length;
}

}  // namespace

MadeHashes::MadeHashes(std::size_t files) : hashes_(files) {}

MadeHashes::~MadeHashes() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void MadeHashes::add(std::vector<Part> parts) {
  parts_ = std::move(parts);
  if (length_of(parts_) < kWorthAThread) return hash();
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  {
    const std::lock_guard lock(mutex_);
    to_do_ = true;
  }
  changed_.notify_all();
}

void MadeHashes::settle(const Complete& complete) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !to_do_; });
  }
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  for (const Part& part : std::exchange(parts_, {}))
    if (part.is_last) complete(part.place, hashes_[part.place]);
}

void MadeHashes::hash() {
  for (const Part& part : parts_) {
    Sha256& state = unfinished_[part.place];
    state.update(part.bytes);
    if (!part.is_last) continue;
    hashes_[part.place] = state.finish();
    unfinished_.erase(part.place);
  }
}

void MadeHashes::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return to_do_ || closed_; });
    if (!to_do_) return;
    lock.unlock();
    try {
      hash();
    } catch (...) {  // a thread's edge: settle() throws it
      failure_ = std::current_exception();
    }
    lock.lock();
    to_do_ = false;
    changed_.notify_all();
  }
}

}  // namespace switchback
