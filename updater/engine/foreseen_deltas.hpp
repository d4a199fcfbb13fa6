// Which deltas an update will likely be by, as the records of the shards say, before any manifest
// is there.
#pragma once

#include <optional>
#include <vector>

#include "core/transport/mirror.hpp"
#include "updater/engine/repository_client.hpp"
#include "updater/engine/session.hpp"

namespace switchback {

struct ForeseenDeltas {
  Slot from = Slot::a;  // holds `version`
  Version version;
  std::vector<const Release*> releases;  // that they lead to, in order
  std::vector<DeltaOffer> deltas;
  std::uint64_t bytes = 0;
};

// The best that lead from what a slot holds to `target`, as DeltaChains chooses them, and that one
// update may download.
// Points into what `repository` has read.
std::optional<ForeseenDeltas> foreseen_deltas(Session& session, const RepositoryClient& repository,
                                              const Release& target);

// What to ask for of a delta together with the manifest that will name it: most of the header and
// the index change, the whole of a short one, and little in vain. Nothing where an earlier attempt
// has left something to go on from. `number`: in the chain, from 1 on.
BlobBeginning wanted_beginning(const Session& session, const std::string& product,
                               const DeltaOffer& delta, std::size_t number);

}  // namespace switchback
