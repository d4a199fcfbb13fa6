#include "repo-tools/cli/repository_options.hpp"

#include <CLI/CLI.hpp>

#include "base/terminal/program_options.hpp"

namespace switchback {

void add_repository_options(CLI::App& command, Invocation& invocation) {
  command.add_option("REPO", invocation.repository, "The repository's folder")->required();
  add_program_options(command, invocation);
}

void add_keys_option(CLI::App& command, Invocation& invocation) {
  command.add_option("--keys", invocation.keys, "The folder of the keys (REPO.keys)");
}

void add_expires_option(CLI::App& command, std::vector<std::string>& expires) {
  command.add_option("--expires", expires, "ROLE=DURATION, for what is signed now")
      ->expected(1)
      ->take_all();
}

Lifetimes lifetimes_of(const std::vector<std::string>& expires) {
  Lifetimes lifetimes;
  for (const auto& argument : expires) lifetimes.set(argument);
  return lifetimes;
}

}  // namespace switchback
