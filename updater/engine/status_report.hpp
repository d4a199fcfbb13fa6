// Status and history of a root as the public interface shows them.
#pragma once

#include "switchback/status.hpp"
#include "updater/engine/session.hpp"

namespace switchback {

Status read_status(Session& session);
UpdateSummary summarize(Session& session, const UpdateRecord& record);

}  // namespace switchback
