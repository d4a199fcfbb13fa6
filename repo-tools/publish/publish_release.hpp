// Publishing one prepared release: its manifest and blobs become part of the product's open shard.
#pragma once

#include <optional>
#include <string>

#include "keys/key_folder.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "manifest-schema/release_record.hpp"
#include "repo-tools/repository/commit.hpp"
#include "repo-tools/repository/open_repository.hpp"

namespace switchback {

// A release whose blobs are files of the repository's staging area (Staging::new_file).
struct PreparedRelease {
  ReleaseManifest manifest;
  std::filesystem::path bundle;
  std::filesystem::path index;
};

struct PublishOptions {
  Lifetimes lifetimes;
  Timestamp now;
};

enum class PublishOutcome {
  published,
  waiting,               // for keys that are not here; `refresh` where they are makes it visible
  completed_interrupted  // a killed run of the same request had recorded it; this one completed it
};

struct PublishResult {
  PublishOutcome outcome = PublishOutcome::published;
  std::vector<WaitingRole> waiting;
  std::vector<std::string> warnings;
};

// What resolution needs, taken from the manifest.
ReleaseRecord record_of(const ReleaseManifest& manifest);

// A digest of everything that was asked for, the time aside: the same tree, description and
// changelog under the same version give the same.
std::string release_identity(const ReleaseManifest& manifest);

// Throws StateError("exists") where the version is published already with this or other content,
// unless a killed run of the same request published it and could not say so. A new product gets a
// key of its own, made in `keys`.
PublishResult publish_release(OpenRepository& repository, KeyFolder& keys,
                              const PreparedRelease& release, const PublishOptions& options);

// Throws what publish_release() would throw for this product and version, before any work is done.
void require_publishable(const OpenRepository& repository, const std::string& product,
                         const Version& version);
// The same without the lock, for --dry-run.
void require_publishable(const RepositoryMetadata& metadata, const std::string& product,
                         const Version& version);

// What Transaction::operation says.
std::string publish_operation(const std::string& product, const Version& version);

}  // namespace switchback
