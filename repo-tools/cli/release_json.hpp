// A release in the JSON that `list` and `show` print.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

nlohmann::json release_json(const CatalogEntry& release);

// "draft, security, barrier": what is special about a release, for people.
std::string release_remarks(const CatalogEntry& release);

}  // namespace switchback
