// What went wrong with a transfer, in words. Private to this folder.
#pragma once

#include <string>

#include "base/errors.hpp"

namespace switchback {

// An answer whose status is neither 200 nor 206.
FetchError http_failure(const std::string& url, int status);
// The connection closed before any answer.
FetchError dropped_failure(const std::string& url);
// A CURLcode; `detail` is libcurl's error buffer and may be empty.
FetchError curl_failure(const std::string& url, int curl_code, const std::string& detail);

}  // namespace switchback
