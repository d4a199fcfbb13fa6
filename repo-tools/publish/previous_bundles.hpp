#pragma once

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/tree/previous_bundle.hpp"
#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/repository/open_repository.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

// The bundles whose frames are used again: for each release, that of the nearest one below it which
// hosts see already and this run does not publish. A run that is repeated after a kill takes the
// one that the killed run recorded: by then hosts may see others. Each is opened once. A damaged or
// missing one costs time and bytes, nothing else.
class PreviousBundles {
 public:
  // What is given must outlive this object.
  PreviousBundles(const OpenRepository& repository, std::vector<ReleaseName> published);
  // Without the lock, for --dry-run.
  PreviousBundles(const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                  std::vector<ReleaseName> published)
      : paths_(paths), metadata_(metadata), published_(std::move(published)) {}

  std::optional<Version> version_below(const ReleaseName& release) const;
  // Null where there is none.
  std::shared_ptr<const PreviousBundle> below(const ReleaseName& release);

 private:
  std::optional<CatalogEntry> entry_below(const ReleaseName& release) const;
  std::optional<CatalogEntry> nearest_below(const ReleaseName& release) const;

  const RepositoryPaths& paths_;
  const RepositoryMetadata& metadata_;
  const Transaction* repeated_ = nullptr;  // the killed run of the same request
  const std::vector<ReleaseName> published_;
  std::map<ReleaseName, std::shared_ptr<const PreviousBundle>> found_;
};

}  // namespace switchback
