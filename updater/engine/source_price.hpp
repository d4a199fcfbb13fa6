// What a way to bring the content of a tree costs, and which of two ways is cheaper.
#pragma once

#include "updater/engine/plan_detail.hpp"
#include "updater/engine/session.hpp"
#include "updater/slots/selection.hpp"

namespace switchback {

PlannedSource price_of_frames(const FrameMap& frames, const Selection& selection);

// Where `build.index` is a draft: the frames that neither slot has, and what of the signed index
// would have to come before them. An upper bound: a draft does not know every hash.
PlannedSource foreseen_price_of_frames(Session& session, BuildDetail& build);

// What a way costs, and whether policy and disk allow it.
struct OfferedSource {
  PlannedSource price;
  bool may_be_downloaded = true;
  bool has_room = true;
};

// The only one that policy allows, or that the disk has room for; else the cheaper one.
bool is_better(const OfferedSource& source, const OfferedSource& other);

// By bytes; where these differ by less than a tenth, by requests.
bool is_cheaper(const PlannedSource& source, const PlannedSource& other);

}  // namespace switchback
