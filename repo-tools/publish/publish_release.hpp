// Publishing prepared releases in one metadata step: manifests and blobs become part of the open
// shard of their products.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "keys/key_folder.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "manifest-schema/release_record.hpp"
#include "repo-tools/repository/commit.hpp"
#include "repo-tools/repository/open_repository.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

struct PreparedBlob {
  std::filesystem::path file;
  BlobReference blob;
};

// Of a bundle: what the release before had already.
struct BundleReuse {
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;  // compressed
};

// The release whose frames a bundle has where their content is the same; nothing where there was
// none.
struct PreviousRelease {
  std::optional<Version> version;
};

// A release whose blobs are files of the repository's staging area (Staging::new_file).
struct PreparedRelease {
  ReleaseManifest manifest;
  std::filesystem::path bundle;
  std::filesystem::path index;
  std::vector<PreparedBlob> deltas = {};          // that manifest.deltas names, each once
  std::optional<Rollout> rollout = std::nullopt;  // from the first moment; none: everybody
  BundleReuse reused = {};
  std::optional<PreviousRelease> previous =
      std::nullopt;  // none: the bundle was made by another run
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

// What resolution needs, taken from the manifest. A rollout to everybody is none.
ReleaseRecord record_of(const ReleaseManifest& manifest,
                        const std::optional<Rollout>& rollout = std::nullopt);

// A digest of everything that was asked for, the time aside: the same tree, description and
// changelog under the same version give the same, whatever deltas lead to it.
std::string release_identity(const ReleaseManifest& manifest);

// What Transaction::operation says of these releases: "publish demo 0r1, demo 0r2".
struct ReleaseName {
  std::string product;
  Version version;

  auto operator<=>(const ReleaseName&) const = default;
};
std::string text_of(const ReleaseName& name);  // "demo 0r1"
std::string publish_operation(const std::vector<ReleaseName>& names);

// All of them become visible together, each with its rollout. Throws StateError("exists") where a
// version is published already with this or other content, or was removed and was another release,
// unless a killed run of the same request published it and could not say so; ConfigError("usage")
// where one is named twice. A new product gets a key of its own, made in `keys`.
PublishResult publish_releases(OpenRepository& repository, KeyFolder& keys,
                               const std::vector<PreparedRelease>& releases,
                               const PublishOptions& options);

// Throws ConfigError("config") where hosts that have the release would be below its min_version:
// none could install it. `where` says so: a file, or a release.
void require_floor(const std::optional<Version>& min_version, const Version& version,
                   const std::string& where);

// Throws StateError("exists") where a rollout was asked for and `release`, which is there already,
// has another one: whoever asked must not believe that it is held back.
void require_rollout(const CatalogEntry& release, const std::optional<Rollout>& asked);

}  // namespace switchback
