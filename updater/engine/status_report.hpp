// Status and history of a root as the public interface shows them, and as status.json stores them.
#pragma once

#include <string>

#include "switchback/status.hpp"
#include "updater/engine/session.hpp"

namespace switchback {

Status read_status(Session& session);
UpdateSummary summarize(Session& session, const UpdateRecord& record);

// "switchback.status/1"; schema in manifest-schema/schemas/status.schema.json.
std::string status_json(const Status& status);
// Inverse of status_json(), for callers that may not open state.db.
Status parse_status_json(const std::string& text, const std::string& root);

}  // namespace switchback
