// Folders with exact modes whatever the umask.
#pragma once

#include <filesystem>

namespace switchback {

// Makes `path` (and what is missing above it, below `base`) 0755. The new names are durable when
// this returns.
void make_public_folders(const std::filesystem::path& base, const std::filesystem::path& path);

// 0700, for what only the publisher may see. ConfigError where it is, or is a symlink, of another
// user than root or the caller.
void make_private_folder(const std::filesystem::path& path);

}  // namespace switchback
