// A queue between threads that holds a bounded weight (for instance bytes): push() blocks while it
// is full, which is the back-pressure that bounds memory. After close() nothing more is accepted
// and pop() drains what is left.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace switchback {

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t max_weight) : max_weight_(max_weight) {}

  // False where the queue was closed. An item heavier than the bound is accepted into an empty
  // queue.
  bool push(T item, std::size_t weight) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock,
                  [&] { return closed_ || items_.empty() || weight_ + weight <= max_weight_; });
    if (closed_) return false;
    weight_ += weight;
    items_.emplace_back(std::move(item), weight);
    changed_.notify_all();
    return true;
  }

  // Nothing once the queue is closed and empty.
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || !items_.empty(); });
    return take();
  }

  // Nothing where no item is waiting now.
  std::optional<T> try_pop() {
    const std::unique_lock lock(mutex_);
    return take();
  }

  void close() {
    const std::unique_lock lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  std::optional<T> take() {
    if (items_.empty()) return std::nullopt;
    auto [item, weight] = std::move(items_.front());
    items_.pop_front();
    weight_ -= weight;
    changed_.notify_all();
    return std::optional<T>(std::move(item));
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<T, std::size_t>> items_;
  std::size_t weight_ = 0;
  std::size_t max_weight_;
  bool closed_ = false;
};

}  // namespace switchback
