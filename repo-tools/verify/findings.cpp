#include "repo-tools/verify/findings.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/errors.hpp"

namespace switchback {

void Findings::add(const std::string& path, const std::string& problem) {
  const std::scoped_lock lock(mutex_);
  findings_.push_back({path, problem});
}

bool Findings::check(const std::string& path, const std::function<void()>& check) {
  try {
    check();
    return true;
  } catch (const Error& error) {
    add(path, error.what());
    return false;
  }
}

bool Findings::empty() const {
  const std::scoped_lock lock(mutex_);
  return findings_.empty();
}

std::vector<VerifyFinding> Findings::take() {
  const std::scoped_lock lock(mutex_);
  auto sorted = std::exchange(findings_, {});
  std::sort(sorted.begin(), sorted.end(), [](const auto& left, const auto& right) {
    return std::tie(left.path, left.problem) < std::tie(right.path, right.problem);
  });
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  return sorted;
}

void damaged(const std::string& problem) {
  throw StateError("damage", problem);
}

}  // namespace switchback
