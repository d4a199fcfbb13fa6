// Who may reach a key: nobody but its owner.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <vector>

namespace switchback {

// Throws ConfigError("config") where the owner is neither the caller nor root, or anybody else has
// any permission.
void require_private(const struct stat& info, const std::filesystem::path& path);

// Throws ConfigError("config") where `folder` is inside one of `published`, or inside any
// repository (a folder with metadata/1.root.json): whatever is there is handed out to everybody.
void require_unpublished(const std::filesystem::path& folder,
                         const std::vector<std::filesystem::path>& published);

}  // namespace switchback
