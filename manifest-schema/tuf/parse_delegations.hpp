// The `delegations` member of a targets role (specification 4.5, TAP 15).
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "manifest-schema/tuf/metadata.hpp"

namespace switchback::tuf {

Delegations read_delegations(const nlohmann::json& object);

}  // namespace switchback::tuf
