// Default configuration files of a release: hosts merge them with what they have changed, setting
// by setting.
#pragma once

#include <filesystem>
#include <string>

#include "manifest-schema/release_description.hpp"

namespace switchback {

// One that cannot be read as its `format` says, and an operation that could be carried out on no
// host, would stop the update on every host. A default that is no regular file, or that a symlink
// leads to, is not judged. Throws ConfigError("config"); `file` is the release.yml as errors name
// it.
void require_mergeable_defaults(const std::filesystem::path& tree,
                                const ReleaseDescription& release, const std::string& file);

}  // namespace switchback
