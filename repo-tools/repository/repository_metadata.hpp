// The metadata of a repository as the publisher edits it: what readers see, and on top of it the
// changes that no reader has seen yet.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "manifest-schema/tuf/metadata.hpp"
#include "repo-tools/repository/lifetimes.hpp"
#include "repo-tools/repository/role_signatures.hpp"

namespace switchback {

inline constexpr std::size_t kReleasesPerShard = 64;

// "targets", a product ("p-demo") or a shard ("p-demo-0001").
struct TargetsRole {
  std::string delegator;  // "root", "targets" or the product's role
  tuf::Targets content;
  std::vector<tuf::Signature> signatures;
  std::string signed_bytes;           // of `content`; signatures are over these
  std::uint64_t visible_version = 0;  // what readers see; 0: nothing
  std::set<std::string> visible_targets;
  bool changed = false;  // differs from what readers see
  bool edited = false;   // content was changed since it was encoded: takes a new form when signed

  // To be called with every change of `content`.
  void edit() { changed = edited = true; }
};

struct RepositoryMetadata {
  tuf::Signed<tuf::Root> root;
  bool root_changed = false;
  tuf::Signed<tuf::Snapshot> snapshot;
  tuf::Signed<tuf::Timestamp> timestamp;
  std::map<std::string, TargetsRole> roles;  // by name; always has "targets"

  TargetsRole& role(const std::string& name) { return roles.at(name); }
  const TargetsRole& role(const std::string& name) const { return roles.at(name); }
};

// A shard is sealed when it is full, and stays so when releases are removed from it, because the
// product's next shard takes new ones by then. `name` is one of metadata.roles.
RoleKind kind_of(const RepositoryMetadata& metadata, const std::string& name);

// Who signs it. `name` is a top-level role or one of metadata.roles.
Authority authority_of(const RepositoryMetadata& metadata, const std::string& name);

}  // namespace switchback
