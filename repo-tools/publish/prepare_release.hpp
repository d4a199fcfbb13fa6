// From a source tree to a release that is ready to be published: bundle and index in the staging
// area, description and changelog parsed into the manifest.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/progress.hpp"
#include "core/tree/bundle_writer.hpp"
#include "core/tree/previous_bundle.hpp"
#include "repo-tools/publish/publish_release.hpp"

namespace switchback {

struct ReleaseSource {
  std::string product;
  Version version;
  std::filesystem::path tree;
  std::optional<std::filesystem::path> changelog;
};

struct PrepareOptions {
  BundleLevel level = BundleLevel::standard;
  std::uint64_t memory = 0;  // bytes for compressing; 0: no limit
  Timestamp now;
  std::stop_token stop;
};

// What a person wrote about the release, without reading the tree's content.
struct ReleaseText {
  ReleaseDescription description;
  std::vector<ChangelogEntry> changelog;
  std::optional<Sha256Digest> description_sha256;  // of .switchback/release.yml, where there is one
};

// Throws ConfigError for what is wrong in release.yml or the changelog, or where the tree is no
// directory.
ReleaseText read_release_text(const ReleaseSource& source);

// The bundles whose frames are used again: for each release, that of the nearest one below it which
// hosts see already and this run does not publish. So a run that is repeated after a kill finds the
// same. Each is opened once. A damaged or missing one costs time and bytes, nothing else.
class PreviousBundles {
 public:
  PreviousBundles(const OpenRepository& repository, std::vector<ReleaseName> published)
      : repository_(repository), published_(std::move(published)) {}

  // Null where there is none.
  std::shared_ptr<const PreviousBundle> below(const ReleaseName& release);

 private:
  std::optional<CatalogEntry> nearest_below(const ReleaseName& release) const;

  const OpenRepository& repository_;
  const std::vector<ReleaseName> published_;
  std::map<ReleaseName, std::shared_ptr<const PreviousBundle>> found_;
};

// Throws StateError("state") where the tree changes meanwhile, Interrupted when a stop was
// requested.
PreparedRelease prepare_release(OpenRepository& repository, PreviousBundles& previous,
                                const ReleaseSource& source, const PrepareOptions& options,
                                Progress& progress);

}  // namespace switchback
