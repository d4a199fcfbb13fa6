// The file with the bearer token.
#pragma once

#include <filesystem>
#include <string>

namespace switchback {

// Its first line; empty for an empty path. Throws ConfigError("config") where that is no token, or
// where others may have put something else in the file's place, whose first line would then be sent
// to a server: it must be a regular file, not a symlink or one of several hard links, that belongs
// to root or the caller, that nobody else may write and not everybody may read. Throws StorageError
// where it cannot be read.
std::string read_token(const std::filesystem::path& path);

}  // namespace switchback
