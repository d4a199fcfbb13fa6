// The rollout with which a release appears, so that it is never offered to more hosts than that:
// publish, release, promote.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "manifest-schema/release_record.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace switchback {

struct FirstRolloutOptions {
  std::string percent;
  bool paused = false;
};

// --percent and --paused.
void add_first_rollout_options(CLI::App& command, FirstRolloutOptions& options);
// Nothing where neither was given. Throws ConfigError("usage").
std::optional<Rollout> first_rollout_of(const FirstRolloutOptions& options);

// Throws ConfigError("usage").
std::uint32_t percent_of(const std::string& text);

}  // namespace switchback
