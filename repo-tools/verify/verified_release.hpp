// The manifests of a repository and the blobs they name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/verify/published_folder.hpp"
#include "repo-tools/verify/verified_metadata.hpp"

namespace switchback {

struct ReleaseDelta {
  std::string path;
  DeltaReference reference;
  Sha256Digest to_list_sha256;  // of the release's own index

  bool operator==(const ReleaseDelta&) const = default;
};

// What a manifest says that its blobs must keep.
struct ReleaseBlobs {
  std::string bundle_path;  // "targets/demo/blobs/<sha256>"
  std::string index_path;
  BlobReference bundle;
  IndexReference index;
  TreeTotals tree;
  std::vector<ReleaseDelta> deltas;
};

struct NamedTarget {
  std::string target_path;  // "demo/0001/0r1/manifest.json"
  std::string file_path;    // "targets/demo/0001/0r1/<sha256>.manifest.json"
  tuf::TargetFile file;
};

// Every target of every role.
std::vector<NamedTarget> named_targets(const VerifiedMetadata& metadata);

// Throws StateError("damage") or TrustError unless the manifest is the signed one, canonical, and
// agrees with what the signed record in its shard says about the release.
ReleaseBlobs verify_manifest(const PublishedFolder& folder, const NamedTarget& target);

// The blobs of a release that only superseded metadata names: it was removed, and its files wait
// for `gc`. None where the manifest is gone. Throws StateError("damage") or TrustError unless it is
// the signed one.
std::vector<std::string> superseded_blobs(const PublishedFolder& folder, const NamedTarget& target);

}  // namespace switchback
