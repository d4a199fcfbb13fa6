// Keys and key lists inside parsed metadata; used by root and delegations.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "manifest-schema/tuf/metadata.hpp"

namespace switchback::tuf {

Keys read_keys(const nlohmann::json& object);
RoleKeys read_role_keys(const nlohmann::json& object);

}  // namespace switchback::tuf
