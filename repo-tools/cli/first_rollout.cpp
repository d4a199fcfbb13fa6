#include "repo-tools/cli/first_rollout.hpp"

#include <CLI/CLI.hpp>
#include <charconv>

#include "base/errors.hpp"

namespace switchback {

void add_first_rollout_options(CLI::App& command, FirstRolloutOptions& options) {
  command.add_option("--percent", options.percent,
                     "Offer it to this share of the hosts from the first moment, 0 to 100");
  command.add_flag("--paused", options.paused,
                   "Offer it to no host until `rollout --resume`; the share is kept");
}

std::optional<Rollout> first_rollout_of(const FirstRolloutOptions& options) {
  if (options.percent.empty() && !options.paused) return std::nullopt;
  return Rollout{options.percent.empty() ? 100 : percent_of(options.percent), options.paused};
}

std::uint32_t percent_of(const std::string& text) {
  std::uint32_t percent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
  if (error != std::errc() || end != text.data() + text.size() || percent > 100)
    throw ConfigError("usage", "--percent " + text + " is not a number from 0 to 100",
                      "give the share of hosts that are offered the release");
  return percent;
}

}  // namespace switchback
