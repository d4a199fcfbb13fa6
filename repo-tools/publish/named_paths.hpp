// The files and folders of the tree that a release.yml names: one that is missing would make the
// update fail on every host.
#pragma once

#include <filesystem>
#include <string>

#include "manifest-schema/release_description.hpp"

namespace switchback {

// Defaults, schemas, folders of migrations, and programs that are named by a path in the tree (not
// by a name alone, which is looked for in PATH, nor in the root). A path that leads through a
// symlink, or into what `preserve` links into the tree, is not judged. Throws
// ConfigError("config"); `file` is the release.yml as errors name it.
void require_named_paths(const std::filesystem::path& tree, const ReleaseDescription& release,
                         const std::string& file);

}  // namespace switchback
