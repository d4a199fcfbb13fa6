// Reading a passphrase from a terminal.
#pragma once

#include <string>

#include "keys/secret.hpp"

namespace switchback {

// Writes `question` to the terminal and reads a line of any length with echo off. Backspace and
// Ctrl-U edit; Ctrl-C throws Interrupted, and so does the end of the input. The terminal is left as
// it was found.
Secret prompt_passphrase(int terminal_fd, const std::string& question);

}  // namespace switchback
