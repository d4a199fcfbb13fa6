// Small pure functions over URLs as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace switchback {

// Nothing where an escape is malformed or the result would hold a NUL.
std::optional<std::string> percent_decode(std::string_view text);

// `path` as it goes into a request line. Everything is kept as given ("..", "//" and escapes too)
// except bytes that cannot stand in a URL: controls, space, '#' and non-ASCII are percent-encoded.
std::string request_path(std::string_view path);

// The scheme in lower case ("https"); empty where there is none.
std::string url_scheme(std::string_view url);

// Without "user:password@", for messages.
std::string url_for_display(std::string_view url);

// The local path of "file:///…" or "file://localhost/…"; nothing for any other URL.
std::optional<std::string> path_of_file_url(std::string_view url);

// Whether any component is "..": such a path could leave its base.
bool leaves_base(std::string_view path);

}  // namespace switchback
