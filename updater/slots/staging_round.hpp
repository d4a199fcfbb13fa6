// One round of staging: local work and downloads side by side. A further one is needed where a
// slot turns out to be damaged.
#pragma once

#include <vector>

#include "core/transport/fetcher.hpp"
#include "updater/slots/selection.hpp"
#include "updater/slots/staging.hpp"
#include "updater/slots/staging_work.hpp"

namespace switchback {

// Hands everything that is to be copied and fetched to `work`, and waits for it. What arrived
// before a failed download is written nevertheless. Throws as the fetcher and the workers do.
void run_staging_round(PieceFetcher& fetcher, const StagingRequest& request,
                       const std::vector<LocalCopy>& copies, const Selection& selection,
                       StagingWork& work);

}  // namespace switchback
