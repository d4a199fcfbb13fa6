// Taking a recorded step: moving its files into REPO so that a reader sees the state before or the
// state after.
#pragma once

#include <cstdint>
#include <filesystem>

#include "repo-tools/repository/pending_set.hpp"

namespace switchback {

// Moves every file of the transaction to its place (blobs and manifests, then metadata,
// timestamp.json last), each group durable before the next, then records what is still pending. Can
// be repeated after a crash at any point. A file that is there already with the same content is
// left alone; with other content it is StateError("damage"): nothing is overwritten but
// timestamp.json. The record itself stays until acknowledge().
void apply_transaction(const RepositoryPaths& paths, const Transaction& transaction);

// Forgets the step, after its outcome was told.
void acknowledge_transaction(const RepositoryPaths& paths);

// Moves one file into its place without replacing anything; across file systems by a copy. The
// caller syncs the folder.
void move_into_place(const std::filesystem::path& from, const std::filesystem::path& to);

// Whether the file at `path` has the length and SHA-256 of `expected`; a missing one has not.
bool has_content(const std::filesystem::path& path, const StagedFile& expected);

}  // namespace switchback
