#include "repo-tools/cli/memory_option.hpp"

#include <CLI/CLI.hpp>

#include "base/errors.hpp"
#include "base/units.hpp"

namespace switchback {

void add_memory_option(CLI::App& command, std::string& memory) {
  command.add_option("--memory", memory, "Memory for compressing, like 512MiB");
}

std::uint64_t memory_of(const std::string& text) {
  if (text.empty()) return 0;
  const auto size = parse_size(text);
  if (!size)
    throw ConfigError("usage", "--memory " + text + " is not a size", "write it like 512MiB");
  return *size;
}

}  // namespace switchback
