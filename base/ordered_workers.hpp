// The same kind of work on several threads, its results in the order in which it was given. Only
// one thread, the owner, calls what is public here.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "base/errors.hpp"

namespace switchback {

// `Context` is what a thread needs for itself and uses again: compression tables, for instance.
template <typename Context, typename Result>
class OrderedWorkers {
 public:
  using MakeContext = std::function<std::unique_ptr<Context>()>;
  // `closing` is stopped when nobody waits for the result any more: long work looks at it.
  using Task = std::function<Result(Context&, const std::stop_token& closing)>;

  // `make` is called on each thread, before its first task.
  OrderedWorkers(unsigned threads, MakeContext make)
      : make_(std::move(make)), most_(2 * std::size_t{threads}) {
    try {
      for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
    } catch (...) {  // no thread more is to be had: those that run wait for work
      close();
      throw;
    }
  }
  OrderedWorkers(const OrderedWorkers&) = delete;
  OrderedWorkers& operator=(const OrderedWorkers&) = delete;
  // Tasks that were not begun are dropped.
  ~OrderedWorkers() { close(); }

  // Tasks whose results were not taken. Two for each thread keep all of them busy, and bound what
  // lies in memory: whoever has a result to take does that first.
  std::size_t in_flight() const { return jobs_.size(); }
  bool is_full() const { return in_flight() >= most_; }

  void submit(Task task) {
    jobs_.push_back(std::make_unique<Job>(Job{std::move(task), std::nullopt, nullptr, false}));
    const std::lock_guard lock(mutex_);
    queue_.push_back(jobs_.back().get());
    changed_.notify_all();
  }

  // The result of the oldest task in flight, of which there must be one; throws what it threw.
  // Interrupted where a stop is requested first.
  Result next(const std::stop_token& stop = {}) {
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return jobs_.front()->done; })) throw Interrupted();
    }
    const std::unique_ptr<Job> job = std::move(jobs_.front());
    jobs_.pop_front();
    if (job->failure) std::rethrow_exception(job->failure);
    return std::move(*job->result);
  }

 private:
  struct Job {
    Task task;
    std::optional<Result> result;
    std::exception_ptr failure;
    bool done = false;
  };

  void close() {
    closing_.request_stop();
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      queue_.clear();
    }
    changed_.notify_all();
    threads_.clear();  // joins before the jobs go
  }

  // Nothing once this is closed.
  Job* take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !queue_.empty(); });
    if (queue_.empty()) return nullptr;
    Job* const job = queue_.front();
    queue_.pop_front();
    return job;
  }

  void work() {
    std::unique_ptr<Context> context;
    while (Job* const job = take()) {
      try {
        if (!context) context = make_();
        job->result.emplace(job->task(*context, closing_.get_token()));
      } catch (...) {  // a thread's edge: handed to next()
        job->failure = std::current_exception();
      }
      job->task = nullptr;  // with what it holds
      const std::lock_guard lock(mutex_);
      job->done = true;
      changed_.notify_all();
    }
  }

  const MakeContext make_;
  const std::size_t most_;
  std::deque<std::unique_ptr<Job>> jobs_;  // in order; the owner's
  std::stop_source closing_;
  std::mutex mutex_;  // guards what follows, and Job::done
  std::condition_variable_any changed_;
  std::deque<Job*> queue_;
  bool closed_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace switchback
