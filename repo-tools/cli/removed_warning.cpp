#include "repo-tools/cli/removed_warning.hpp"

#include <fmt/format.h>

#include "repo-tools/repository/removed_versions.hpp"

namespace switchback {

void warn_about_removed(Invocation& invocation, const RepositoryMetadata& metadata,
                        const std::vector<ReleaseName>& names) {
  for (const auto& name : names)
    if (const auto removed = find_removed(metadata, name.product, name.version))
      invocation.warn(
          fmt::format("{} {} was removed {}: nothing but the same release may have that version",
                      name.product, name.version.text(), format_timestamp(removed->removed)));
}

}  // namespace switchback
