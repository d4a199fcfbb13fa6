#include "core/trust/delegation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "core/trust/path_pattern.hpp"

namespace switchback {
namespace {

bool covers(const tuf::DelegatedRole& role, const std::string& path) {
  if (!role.path_hash_prefixes.empty()) {
    const std::string hash = Sha256::of(path).hex();
    return std::any_of(role.path_hash_prefixes.begin(), role.path_hash_prefixes.end(),
                       [&](const std::string& prefix) { return hash.rfind(prefix, 0) == 0; });
  }
  return std::any_of(role.paths.begin(), role.paths.end(), [&](const std::string& pattern) {
    return matches_path_pattern(pattern, path);
  });
}

// Digits of the highest bin number.
std::size_t suffix_length(const tuf::SuccinctRoles& succinct) {
  return static_cast<std::size_t>((succinct.bit_length + 3) / 4);
}

bool is_bin(const tuf::SuccinctRoles& succinct, const std::string& role) {
  const std::string prefix = succinct.name_prefix + "-";
  if (role.rfind(prefix, 0) != 0 || role.size() != prefix.size() + suffix_length(succinct))
    return false;
  const std::string digits = role.substr(prefix.size());
  if (digits.find_first_not_of("0123456789abcdef") != std::string::npos) return false;
  return std::stoull(digits, nullptr, 16) < (std::uint64_t{1} << succinct.bit_length);
}

}  // namespace

std::string succinct_role_for(const tuf::SuccinctRoles& succinct, const std::string& path) {
  const Sha256Digest hash = Sha256::of(path);
  std::uint32_t start = 0;
  for (std::size_t i = 0; i < 4; ++i) start = start << 8U | hash.bytes[i];
  const std::uint64_t bin = std::uint64_t{start} >> (32U - succinct.bit_length);
  return fmt::format("{}-{:0{}x}", succinct.name_prefix, bin, suffix_length(succinct));
}

std::vector<DelegationStep> delegations_for(const tuf::Targets& delegator,
                                            const std::string& path) {
  std::vector<DelegationStep> steps;
  if (!delegator.delegations) return steps;
  if (delegator.delegations->succinct) {
    // Every path has exactly one bin: the search ends there.
    steps.push_back({succinct_role_for(*delegator.delegations->succinct, path), true});
    return steps;
  }
  for (const tuf::DelegatedRole& role : delegator.delegations->roles)
    if (covers(role, path)) steps.push_back({role.name, role.terminating});
  return steps;
}

bool delegates(const tuf::Targets& delegator, const std::string& role, const std::string& path) {
  if (!delegator.delegations) return false;
  if (delegator.delegations->succinct)
    return succinct_role_for(*delegator.delegations->succinct, path) == role;
  const auto& roles = delegator.delegations->roles;
  return std::any_of(roles.begin(), roles.end(), [&](const tuf::DelegatedRole& candidate) {
    return candidate.name == role && covers(candidate, path);
  });
}

const tuf::RoleKeys* delegated_keys(const tuf::Targets& delegator, const std::string& role) {
  if (!delegator.delegations) return nullptr;
  const auto& [keys, roles, succinct] = *delegator.delegations;
  if (succinct) return is_bin(*succinct, role) ? &*succinct : nullptr;
  const auto found =
      std::find_if(roles.begin(), roles.end(), [&](const auto& one) { return one.name == role; });
  return found == roles.end() ? nullptr : &*found;
}

}  // namespace switchback
