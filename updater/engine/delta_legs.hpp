// The deltas that were chosen, one after the other, as verified manifests name them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "updater/engine/delta_route.hpp"

namespace switchback {

struct DeltaChoice {
  const SlotImage* from = nullptr;
  const DeltaReference* direct = nullptr;  // nullptr: the chain that was foreseen
  Version version;                         // it begins with

  std::string name() const;  // as DeltaDetail::name()
};

// The shortest that fits a slot, and what one update may download; the chain that was foreseen only
// where it is more than a tenth shorter.
std::optional<DeltaChoice> choose_delta(const Session& session, const DeltaSearch& search);
// The shortest of those that are no chain.
std::optional<DeltaChoice> choose_direct(const Session& session, const DeltaSearch& search);

struct DeltaLeg {
  DeltaReference reference;
  Version to;
  IndexReference expected;
  std::string beginning;  // of the delta, unverified; may be empty
};

// Fetches the manifests of the releases on the way. Throws as RepositoryClient::manifest() does;
// TrustError("trust-mix-and-match") where one does not go on where the one before ends.
std::vector<DeltaLeg> delta_legs(Session& session, const std::string& product,
                                 RepositoryClient& repository, const DeltaSearch& search,
                                 const DeltaChoice& choice);

}  // namespace switchback
