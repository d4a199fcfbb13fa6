#include "repo-tools/repository/repository_metadata.hpp"

#include <algorithm>

#include "base/errors.hpp"
#include "repo-tools/repository/removed_versions.hpp"

namespace switchback {

RoleKind kind_of(const RepositoryMetadata& metadata, const std::string& name) {
  const TargetsRole& role = metadata.role(name);
  if (role.delegator == "root") return RoleKind::targets;
  if (role.delegator == "targets") return RoleKind::product;
  const auto& siblings = metadata.role(role.delegator).content.delegations;
  const bool has_next = siblings && !siblings->roles.empty() && siblings->roles.back().name != name;
  return has_next || places_taken(name, role.content) >= kReleasesPerShard ? RoleKind::sealed_shard
                                                                           : RoleKind::shard;
}

Authority authority_of(const RepositoryMetadata& metadata, const std::string& name) {
  const tuf::Root& root = metadata.root.content;
  const auto top_level = root.roles.find(name);
  if (top_level != root.roles.end()) return {top_level->second, root.keys};
  const TargetsRole& delegator = metadata.role(metadata.role(name).delegator);
  const auto& roles = delegator.content.delegations->roles;
  const auto found =
      std::find_if(roles.begin(), roles.end(), [&](const auto& role) { return role.name == name; });
  if (found == roles.end())
    throw StateError("damage", "the role " + name + " is not delegated", "run verify");
  return {*found, delegator.content.delegations->keys};
}

}  // namespace switchback
