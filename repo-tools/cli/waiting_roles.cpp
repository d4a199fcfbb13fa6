#include "repo-tools/cli/waiting_roles.hpp"

#include <fmt/format.h>

namespace switchback {

void warn_about_waiting(Invocation& invocation, const std::vector<WaitingRole>& waiting) {
  for (const auto& role : waiting) {
    std::string ids;
    for (const auto& id : role.key_ids) ids += (ids.empty() ? "" : " or ") + id.substr(0, 16);
    invocation.warn(fmt::format("{} waits for a signature by the key {}", role.name, ids));
  }
  if (!waiting.empty())
    invocation.warn(
        fmt::format("not visible to hosts yet: run `switchback-repo refresh {}` where "
                    "these keys are",
                    invocation.paths().root().string()));
}

}  // namespace switchback
