// Jobs that several threads do; their results come back in the order in which the jobs were given,
// so that what is made of them does not depend on the threads.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace switchback {

// As many threads as there are processors, within reason: a disk serves a few readers at once, and
// each has a buffer.
inline unsigned reading_threads() {
  return std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
}

template <typename Job>
class OrderedWork {
 public:
  using Work = std::function<void(Job&)>;
  // Called once in each thread, whose own the work is: it may keep what it has open.
  using MakeWork = std::function<Work()>;

  // Threads start when there is a job for them. What a destructor still finds is dropped.
  OrderedWork(unsigned threads, MakeWork make_work)
      : most_threads_(threads), make_work_(std::move(make_work)) {}
  OrderedWork(const OrderedWork&) = delete;
  OrderedWork& operator=(const OrderedWork&) = delete;
  ~OrderedWork() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    work_to_do_.notify_all();
    threads_.clear();  // joins
  }

  // Given and not taken. What bounds memory is who gives: when full(), take() first.
  bool empty() const { return jobs_.empty(); }
  bool full() const { return jobs_.size() >= std::size_t{4} * most_threads_; }

  void give(Job job) {
    {
      const std::lock_guard lock(mutex_);
      jobs_.push_back(std::make_unique<Entry>(Entry{std::move(job)}));
    }
    work_to_do_.notify_one();
    if (threads_.size() < most_threads_) threads_.emplace_back([this] { run(); });
  }

  // Waits for the oldest job; throws what its work threw.
  Job take() {
    std::unique_ptr<Entry> oldest;
    {
      std::unique_lock lock(mutex_);
      job_done_.wait(lock, [&] { return jobs_.front()->done; });
      oldest = std::move(jobs_.front());
      jobs_.pop_front();
      --next_;
    }
    if (oldest->error) std::rethrow_exception(oldest->error);
    return std::move(oldest->job);
  }

 private:
  struct Entry {
    Job job;
    std::exception_ptr error = nullptr;
    bool done = false;
  };

  // The next job that nobody has begun; nothing at the end.
  Entry* begin_job() {
    std::unique_lock lock(mutex_);
    work_to_do_.wait(lock, [&] { return closed_ || next_ < jobs_.size(); });
    return closed_ ? nullptr : jobs_[next_++].get();
  }

  void run() {
    const Work work = make_work_();
    while (Entry* entry = begin_job()) {
      try {
        work(entry->job);
      } catch (...) {
        entry->error = std::current_exception();
      }
      {
        const std::lock_guard lock(mutex_);
        entry->done = true;
      }
      job_done_.notify_one();
    }
  }

  const unsigned most_threads_;
  const MakeWork make_work_;
  std::mutex mutex_;  // guards what follows; only the owner's thread gives and takes
  std::condition_variable work_to_do_;
  std::condition_variable job_done_;
  std::deque<std::unique_ptr<Entry>> jobs_;
  std::size_t next_ = 0;  // the first that nobody has begun
  bool closed_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace switchback
