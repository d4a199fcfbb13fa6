// Collects damage; thread-safe.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "repo-tools/verify/verify_report.hpp"

namespace switchback {

class Findings {
 public:
  void add(const std::string& path, const std::string& problem);
  // Runs `check`; an Error that it throws is a finding about `path`. False where there was one.
  bool check(const std::string& path, const std::function<void()>& check);
  bool empty() const;
  // Sorted, without repetitions.
  std::vector<VerifyFinding> take();

 private:
  mutable std::mutex mutex_;
  std::vector<VerifyFinding> findings_;
};

// StateError("damage"), for Findings::check to catch.
[[noreturn]] void damaged(const std::string& problem);

}  // namespace switchback
