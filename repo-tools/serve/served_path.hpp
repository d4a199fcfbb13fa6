// Which files of a repository are published. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace switchback {

// The path below the repository for the path of a request line ("/metadata/timestamp.json", still
// percent-encoded, without the query). Nothing where it is not one that may be published: only
// index.html and what lies in metadata/ and targets/, no hidden, empty or dot components, no
// control characters. "/" is index.html.
std::optional<std::string> served_path(std::string_view request_path);

}  // namespace switchback
