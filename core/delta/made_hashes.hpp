// The hashes of what a delta makes, computed on a thread of its own while the same bytes are
// written.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/digest.hpp"

namespace switchback {

class MadeHashes {
 public:
  // Places are those of a list of so many files.
  explicit MadeHashes(std::size_t files);
  MadeHashes(const MadeHashes&) = delete;
  MadeHashes& operator=(const MadeHashes&) = delete;
  // Waits for what is being hashed.
  ~MadeHashes();

  struct Part {
    std::size_t place = 0;
    std::string_view bytes;
    bool is_last = false;
  };
  // The next bytes of files, front to back. They must stay as they are until settle(), which comes
  // before the next add().
  void add(std::vector<Part> parts);
  // Waits, then calls `complete` for every file whose last part was added since.
  using Complete = std::function<void(std::size_t place, const Sha256Digest& sha256)>;
  void settle(const Complete& complete);

  // By place; settled before.
  std::vector<Sha256Digest> take() { return std::move(hashes_); }

 private:
  void hash();
  void work();

  std::vector<Part> parts_;  // of the caller, or between add() and settle() of the thread
  std::map<std::size_t, Sha256> unfinished_;
  std::vector<Sha256Digest> hashes_;
  std::exception_ptr failure_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool to_do_ = false;
  bool closed_ = false;
  std::thread thread_;  // once there is something that is worth one
};

}  // namespace switchback
