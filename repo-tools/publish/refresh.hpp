// Signing again what is due, and making visible what waited for the keys that are here.
#pragma once

#include <string>
#include <vector>

#include "keys/key_folder.hpp"
#include "repo-tools/repository/commit.hpp"
#include "repo-tools/repository/open_repository.hpp"

namespace switchback {

// A role that is due, but whose keys are elsewhere.
struct OverdueRole {
  std::string name;
  Timestamp expires;
};

struct RefreshPlan {
  std::vector<std::string> renewals;  // roles that are due and can be signed here
  std::vector<OverdueRole> overdue;   // roles that are due and cannot
  bool has_pending = false;           // something waited before
};

// Changes nothing.
RefreshPlan plan_refresh(const RepositoryView& view, KeyFolder& keys, const Lifetimes& lifetimes,
                         Timestamp now);

// Nothing due and nothing pending: nothing is written.
CommitResult refresh_repository(OpenRepository& repository, KeyFolder& keys,
                                const RefreshPlan& plan, const Lifetimes& lifetimes, Timestamp now);

}  // namespace switchback
