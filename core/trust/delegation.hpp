// What a targets role delegates: which roles a target path leads to, in order, and who signs a
// role.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "manifest-schema/tuf/metadata.hpp"

namespace switchback {

struct DelegationStep {
  std::string role;
  bool terminating = false;
};

// The delegations of `delegator` that cover `path`, in order of precedence (specification 5.6.7.2,
// TAP 15).
std::vector<DelegationStep> delegations_for(const tuf::Targets& delegator, const std::string& path);

// True where `delegator` delegates `path` to `role`.
bool delegates(const tuf::Targets& delegator, const std::string& role, const std::string& path);

// The keys that sign `role` for `delegator`; null where it does not delegate to it.
const tuf::RoleKeys* delegated_keys(const tuf::Targets& delegator, const std::string& role);

// TAP 15: the bin of `path`, "bins-0f".
std::string succinct_role_for(const tuf::SuccinctRoles& succinct, const std::string& path);

}  // namespace switchback
