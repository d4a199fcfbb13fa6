// Reading what is installed: content hashes and link targets, never following a symlink.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "base/digest.hpp"

namespace switchback {

// SHA-256 of the regular file `name` in `parent_fd`; nothing where it is missing or not a regular
// file.
std::optional<Sha256Digest> file_hash_at(int parent_fd, const std::string& name,
                                         const std::stop_token& stop = {});
// SHA-256 of an open file, read from its beginning in bounded pieces; Interrupted between two of
// them.
Sha256Digest file_hash(int fd, const std::string& name, const std::stop_token& stop = {});
std::string link_target_at(int parent_fd, const std::string& name);

}  // namespace switchback
