// A Status as one JSON object on one line, as status.json stores it and as commands print it.
#pragma once

#include <string>

#include "switchback/status.hpp"

namespace switchback {

// "switchback.status/1" without `root` and `log`: nothing in a root stores its absolute path.
std::string stored_status(const Status& status);
// Inverse of stored_status(), for callers that may not open state.db. Throws StateError("state").
Status parse_stored_status(const std::string& text, const std::string& root);

// All of it, under this schema's name ("switchback.status/1", "switchback.version/1").
std::string shown_status(const Status& status, const std::string& schema);

}  // namespace switchback
