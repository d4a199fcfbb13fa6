// What a release manager says to the operators of hosts: the reason of a yank, the message of a
// dead end.
#pragma once

#include <cstddef>
#include <string>

namespace switchback {

inline constexpr std::size_t kMaxOperatorText = 1000;  // bytes

// `text` where it is one line of UTF-8 without control characters, at most kMaxOperatorText bytes
// and not blank: it is shown on terminals and in tables. ConfigError("usage") otherwise; `option`
// is "--reason".
std::string operator_text(const std::string& option, const std::string& text);

}  // namespace switchback
