#include <fcntl.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "base/beneath.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/tree/walk.hpp"

namespace switchback {
namespace {

// Hashes files[i] of `entries` for every i that it takes from a shared counter.
class ParallelHash {
 public:
  ParallelHash(int root_fd, std::vector<TreeEntry>& entries, const std::vector<FileStamp>& stamps,
               const std::stop_token& stop)
      : root_fd_(root_fd), entries_(entries), stamps_(stamps), stop_(stop) {}

  void run(unsigned threads) {
    {
      std::vector<std::jthread> workers;
      for (unsigned i = 1; i < threads; ++i) workers.emplace_back([this] { work(); });
      work();
    }
    if (failure_) std::rethrow_exception(failure_);
    if (stop_.stop_requested()) throw Interrupted();
  }

 private:
  void work() {
    try {
      while (!failed_ && !stop_.stop_requested()) {
        const std::size_t i = next_++;
        if (i >= entries_.size()) return;
        if (entries_[i].type == EntryType::file) hash(i);
      }
    } catch (...) {  // a thread's edge: handed to run()
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
      failed_ = true;
    }
  }

  void hash(std::size_t i) {
    TreeEntry& entry = entries_[i];
    const ParentAndName place = open_parent_beneath(root_fd_, entry.path);
    SourceFile file(place.parent.get(), place.name, entry.path, stamps_[i]);
    entry.sha256 = hash_source_file(file);
  }

  int root_fd_;
  std::vector<TreeEntry>& entries_;
  const std::vector<FileStamp>& stamps_;
  const std::stop_token& stop_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace

std::vector<TreeEntry> scan_tree(const std::filesystem::path& root, unsigned threads,
                                 const std::stop_token& stop) {
  std::vector<TreeEntry> entries;
  std::vector<FileStamp> stamps;
  TreeWalker walker(root);
  while (const TreeEntry* entry = walker.next()) {
    if (stop.stop_requested()) throw Interrupted();
    entries.push_back(*entry);
    stamps.push_back(walker.stamp());
  }
  const Descriptor directory = open_file(root, O_RDONLY | O_DIRECTORY);
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  ParallelHash(directory.get(), entries, stamps, stop).run(threads);
  return entries;
}

}  // namespace switchback
