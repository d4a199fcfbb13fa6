// --memory of the commands that compress.
#pragma once

#include <cstdint>
#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace switchback {

void add_memory_option(CLI::App& command, std::string& memory);
// In bytes; 0, no limit, where nothing was given. Throws ConfigError("usage").
std::uint64_t memory_of(const std::string& text);

}  // namespace switchback
