// The one error for a file that no mirror gave. Private to this folder.
#pragma once

#include <span>
#include <string>

#include "base/errors.hpp"

namespace switchback {

// `failures` holds at least one, in the order in which the mirrors were asked. Its code and HTTP
// status are theirs where they agree, "network" and 0 otherwise; the message has every cause.
FetchError all_mirrors_failed(const std::string& path, std::span<const FetchError> failures);

}  // namespace switchback
