// How long metadata is valid when it is signed, and when it is due to be signed again (DESIGN
// section 3).
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace switchback {

enum class RoleKind { root, targets, product, shard, sealed_shard, snapshot, timestamp };

class Lifetimes {
 public:
  Lifetimes() = default;

  // "timestamp=1d", "product=90d" (every role of the kind) or "p-demo=30d" (that role).
  // Throws ConfigError("usage").
  void set(std::string_view argument);

  std::chrono::seconds of(RoleKind kind, const std::string& role) const;
  // True when at most a third of the role's lifetime is left.
  bool is_due(RoleKind kind, const std::string& role, Timestamp expires, Timestamp now) const;

 private:
  std::map<std::string, std::chrono::seconds, std::less<>> chosen_;
};

}  // namespace switchback
