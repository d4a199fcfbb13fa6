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

}  // namespace switchback
