// Which releases `remove` takes out of their shards, and what follows from that. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

struct RemovalRequest {
  std::string product;
  std::optional<Version> version;  // this one; nothing: all but the newest `keep_last`
  std::size_t keep_last = 0;

  // What was asked for, so that a later run recognises what a killed one had begun.
  std::string identity() const;
};

// A barrier that stays although it is not among the newest: hosts below it must stop there on their
// way to `needed_by`, the oldest release above it that stays.
struct KeptBarrier {
  Version barrier;
  Version needed_by;
};

struct RemovalPlan {
  std::string product;
  std::vector<CatalogEntry> removed;  // by version
  std::vector<KeptBarrier> kept_barriers;
  std::vector<std::string> consequences;  // what a person should know before agreeing
  std::size_t left = 0;                   // releases that stay

  // What Transaction::operation says: "remove demo 0r1, 0r2"; many are counted, not named.
  std::string operation() const;
};

// Throws StateError("not-found") where the version is not published, or waits for signatures to be
// removed.
RemovalPlan plan_removal(const RepositoryMetadata& metadata, const RemovalRequest& request);

}  // namespace switchback
