// A published release gets another manifest in place of its own, which differs in its deltas alone.
#pragma once

#include <string>
#include <vector>

#include "keys/key_folder.hpp"
#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/repository/open_repository.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

// The file in REPO that the record names.
std::string manifest_path(const CatalogEntry& release);

// Throws StateError("not-found"), StateError("state") where the release waits for signatures.
CatalogEntry visible_release(const RepositoryMetadata& metadata, const std::string& product,
                             const Version& version);

struct ReplacedManifest {
  bool visible = true;  // false while the shard waits for keys that are not here
  std::vector<WaitingRole> waiting;
  std::vector<std::string> warnings;
};

// `files` are all that is to become visible with it, or waits. What was steered about the release
// stays; the manifest before is unreferenced from now on.
ReplacedManifest replace_manifest(OpenRepository& repository, KeyFolder& keys,
                                  const CatalogEntry& release, const ReleaseManifest& manifest,
                                  const std::string& operation, std::vector<ReleaseFile> files,
                                  const PublishOptions& options);

}  // namespace switchback
