// The release manifest: the TUF target that names everything else of a release by SHA-256 and
// length. JSON Schema in manifest-schema/schemas/manifest.schema.json; canonical JSON on disk.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "manifest-schema/changelog.hpp"
#include "manifest-schema/delta_reference.hpp"
#include "manifest-schema/release_description.hpp"
#include "manifest-schema/tree_index.hpp"
#include "manifest-schema/version.hpp"

namespace switchback {

struct BlobReference {
  std::uint64_t length = 0;
  Sha256Digest sha256;

  bool operator==(const BlobReference&) const = default;
};

struct TreeTotals {
  std::uint64_t files = 0;
  std::uint64_t directories = 0;
  std::uint64_t symlinks = 0;
  std::uint64_t bytes = 0;  // sum of file sizes

  bool operator==(const TreeTotals&) const = default;
};

struct ReleaseManifest {
  std::string product;
  Version version;
  Timestamp published;
  BlobReference bundle;
  IndexReference index;
  TreeTotals tree;
  std::vector<ChangelogEntry> changelog;
  ReleaseDescription release;
  std::vector<std::string> irreversible;  // see ReleaseRecord
  std::vector<DeltaReference> deltas;     // that lead to the release
};

inline constexpr std::size_t kMaxManifestLength = 4 * 1024 * 1024;

std::string encode_manifest(const ReleaseManifest& manifest);
// Throws TrustError("trust-format"); unknown keys are ignored (a newer publisher), a newer major
// schema is refused.
ReleaseManifest parse_manifest(std::string_view bytes);

// Where a release's files are in a repository (paths relative to the repository's base URL).
// "demo/0001/0r1/manifest.json": the TUF target path; '+' of a build identifier is written '~'.
std::string manifest_target_path(const std::string& product, const std::string& shard,
                                 const Version& version);
// "targets/demo/blobs/<sha256>".
std::string blob_path(const std::string& product, const Sha256Digest& sha256);

bool is_product_name(std::string_view name);  // [a-z0-9][a-z0-9-]{0,63}

}  // namespace switchback
