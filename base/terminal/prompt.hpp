// Questions to a person. Without a terminal on both ends nobody can answer: the question is refused
// at once and never waits.
#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string_view>

namespace switchback {

// Where the person is: answers come from `input`, questions go to `output` (never standard output,
// which is data).
struct PromptTerminal {
  int input = 0;
  int output = 2;
};

// Whether somebody is there to answer.
bool can_ask(PromptTerminal terminal = {});

// Returns when the answer is yes (y or yes, either case) or `yes` says so already. Throws
// ConfigError("confirmation-required") where the answer is anything else or there is no terminal;
// Interrupted on `stop`.
void require_confirmation(std::string_view question, bool yes, PromptTerminal terminal = {},
                          const std::stop_token& stop = {});

// Reads a line without echo into `secret` (the caller's locked memory) and returns its length
// without the newline. Throws ConfigError("passphrase-required") where there is no terminal, the
// line is longer than `secret` or input ends before a newline; Interrupted on `stop`. The
// terminal's echo is restored on every way out.
std::size_t prompt_passphrase(std::string_view question, std::span<char> secret,
                              PromptTerminal terminal = {}, const std::stop_token& stop = {});

}  // namespace switchback
