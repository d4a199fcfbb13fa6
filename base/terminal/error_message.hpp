// An error as a person reads it, two lines: what happened with its stable code, and what to do
// next.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "base/errors.hpp"
#include "base/terminal/color.hpp"

namespace switchback {

// "error: MESSAGE (CODE)\n  NEXT STEP\n"; the second line is left out where the error names no next
// step. Control characters (a file name or a server's text may hold some) are shown as '?', so that
// nothing forges lines or moves the cursor.
std::string format_error(const Error& error, const Style& style);

// A bug or a lack of memory: "error: MESSAGE (internal)" and a request to report it.
std::string format_internal_error(const std::exception& error, const Style& style);

// "warning: TEXT\n".
std::string format_warning(std::string_view text, const Style& style);

// Writes to standard error as one write(2); a failure is ignored, there is nowhere left to report
// it.
void write_to_stderr(std::string_view text);

// `text` with every control character (also DEL and U+0080 to U+009F) replaced by '?', tabs and
// newlines by a blank.
std::string printable(std::string_view text);

}  // namespace switchback
