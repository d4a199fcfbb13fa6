// What caches and browsers are told about a published file. Pure.
#pragma once

#include <string>
#include <string_view>

namespace switchback {

// Only timestamp.json (and other metadata without a version in its name) and index.html ever change
// under their name.
std::string_view cache_control(std::string_view path);
std::string_view content_type(std::string_view path);

}  // namespace switchback
