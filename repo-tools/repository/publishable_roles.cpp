#include "repo-tools/repository/publishable_roles.hpp"

#include <set>

#include "repo-tools/repository/role_signatures.hpp"

namespace switchback {
namespace {

std::vector<std::string> delegated_by(const TargetsRole& role) {
  std::vector<std::string> names;
  if (role.content.delegations)
    for (const auto& delegated : role.content.delegations->roles) names.push_back(delegated.name);
  return names;
}

// False where a reader could not reach the role, or would be led from it to one that is not there.
bool hangs_together(const RepositoryMetadata& metadata, const std::set<std::string>& ready,
                    const std::string& name) {
  const TargetsRole& role = metadata.role(name);
  const bool is_new = role.visible_version == 0;
  if (is_new && role.delegator != "root" && metadata.role(role.delegator).changed &&
      ready.count(role.delegator) == 0)
    return false;
  for (const auto& delegated : delegated_by(role)) {
    const auto found = metadata.roles.find(delegated);
    if (found == metadata.roles.end()) return false;
    if (found->second.visible_version == 0 && ready.count(delegated) == 0) return false;
  }
  return true;
}

}  // namespace

bool is_signed(const RepositoryMetadata& metadata, const std::string& name) {
  const TargetsRole& role = metadata.role(name);
  return is_satisfied(authority_of(metadata, name), role.signed_bytes, role.signatures);
}

std::vector<std::string> publishable_roles(const RepositoryMetadata& metadata) {
  std::set<std::string> ready;
  for (const auto& [name, role] : metadata.roles)
    if (role.changed && is_signed(metadata, name)) ready.insert(name);
  for (bool stable = false; !stable;) {
    stable = true;
    for (const auto& name : std::set<std::string>(ready))
      if (!hangs_together(metadata, ready, name)) {
        ready.erase(name);
        stable = false;
      }
  }
  return {ready.begin(), ready.end()};
}

}  // namespace switchback
