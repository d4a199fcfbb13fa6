// Drafts: complete releases that no reader sees until they are released. REPO.state/drafts holds
// PRODUCT.VERSION.json, the release manifest, which makes a draft exist, and blobs/SHA256, what
// manifests name. Nothing but replacing or removing a draft removes any of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/repository/release_catalog.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

struct DraftListing {
  std::vector<ReleaseManifest> drafts;  // by product and version; the time is that of drafting
  std::vector<std::string> damaged;     // what is wrong with each that cannot be read
};

// Needs no lock.
DraftListing read_drafts(const RepositoryPaths& paths);
// By the names of their files alone, readable or not.
bool is_draft(const RepositoryPaths& paths, const ReleaseName& name);
// There, and not readable.
bool is_damaged_draft(const RepositoryPaths& paths, const ReleaseName& name);
std::vector<std::string> drafted_products(const RepositoryPaths& paths);
// Throws StateError("damage") where it cannot be read.
std::optional<ReleaseManifest> find_draft(const RepositoryPaths& paths, const ReleaseName& name);
// As `list` and `show` treat it.
CatalogEntry draft_entry(const ReleaseManifest& manifest);

// Throws StateError("exists") where one of the versions is a draft: it is to be released, replaced
// or removed, not shadowed.
void require_no_draft(const RepositoryPaths& paths, const std::vector<ReleaseName>& names);

// Takes over the files of `release` and replaces a draft of the same version. Durable when it
// returns; killed before, the older draft is whole. Content that no draft needs goes, unless there
// is a draft that cannot be read: nobody knows then what that needs. The lock is held.
void save_draft(const RepositoryPaths& paths, const PreparedRelease& release);
// False where there is none; what an interrupted removal left goes all the same. A draft that
// cannot be read goes like any other. The lock is held.
bool remove_draft(const RepositoryPaths& paths, const ReleaseName& name);

// The blobs of its deltas, each once.
std::vector<BlobReference> draft_deltas(const ReleaseManifest& draft);
// Where a draft's bundle, index or delta is.
std::filesystem::path draft_blob(const RepositoryPaths& paths, const Sha256Digest& sha256);

}  // namespace switchback
