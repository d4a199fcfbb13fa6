// Signed metadata, as files on their way into the repository. Each throws as require_readable()
// (readable_file.hpp) does where hosts would refuse the file.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "repo-tools/repository/lifetimes.hpp"
#include "repo-tools/repository/repository_metadata.hpp"
#include "repo-tools/repository/role_signatures.hpp"
#include "repo-tools/repository/staging.hpp"

namespace switchback {

// Signs every changed role that needs it, in place, with nothing signed of what hosts would refuse.
void sign_changes(RepositoryMetadata& metadata, SignerPool& signers, const Lifetimes& lifetimes,
                  Timestamp now);

StagedFile stage_root(Staging& staging, const RepositoryMetadata& metadata);
StagedFile stage_role(Staging& staging, const RepositoryMetadata& metadata,
                      const std::string& name);

// The next snapshot, with the present versions of `roles`, and the timestamp that names it. The
// timestamp is the last.
std::vector<StagedFile> stage_snapshot(Staging& staging, const RepositoryMetadata& metadata,
                                       SignerPool& signers, const std::vector<std::string>& roles,
                                       const Lifetimes& lifetimes, Timestamp now);

}  // namespace switchback
