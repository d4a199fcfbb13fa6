#include "base/terminal/exit_status.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace switchback {
namespace {

// Codes decide before classes: an expired role is a TrustError, but a status of its own tells a
// script to wait.
constexpr std::array<std::pair<std::string_view, int>, 14> kByCode{{
    {"internal", 1},
    {"damage", 1},
    {"usage", 2},
    {"config", 2},
    {"confirmation-required", 2},
    {"not-found", 10},
    {"locked", 11},
    {"expired", kExitExpired},
    {"insufficient-space", 14},
    {"insufficient-inodes", 14},
    {"permission-denied", 14},
    {"read-only", 14},
    {"no-path", 16},
    {"inconsistent", 22},
}};

}  // namespace

int exit_status_of(const Error& error, int otherwise) {
  for (const auto& [code, status] : kByCode)
    if (error.code() == code) return status;
  if (dynamic_cast<const ConfigError*>(&error) != nullptr) return kExitUsage;
  if (dynamic_cast<const TrustError*>(&error) != nullptr) return 12;
  if (dynamic_cast<const ConflictError*>(&error) != nullptr) return 15;
  if (dynamic_cast<const PolicyError*>(&error) != nullptr) return 17;
  if (dynamic_cast<const FetchError*>(&error) != nullptr) return 18;
  if (dynamic_cast<const HealthError*>(&error) != nullptr) return kExitRolledBack;
  return otherwise;
}

}  // namespace switchback
