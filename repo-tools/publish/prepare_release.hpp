// From a source tree to a release that is ready to be published: bundle and index in the staging
// area, description and changelog parsed into the manifest.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "base/progress.hpp"
#include "core/tree/bundle_writer.hpp"
#include "repo-tools/publish/previous_bundles.hpp"
#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/publish/release_text.hpp"

namespace switchback {

struct PrepareOptions {
  BundleLevel level = BundleLevel::standard;
  std::uint64_t memory = 0;  // bytes for compressing; 0: no limit
  Timestamp now;
  std::stop_token stop;
};

// A path for a file that is not there yet, of its purpose.
using NewFile = std::function<std::filesystem::path(const std::string& purpose)>;

// Throws StateError("state") where the tree changes meanwhile, Interrupted when a stop was
// requested.
PreparedRelease prepare_release(OpenRepository& repository, PreviousBundles& previous,
                                const ReleaseSource& source, const PrepareOptions& options,
                                Progress& progress);
// The same with its files elsewhere: not to be published.
PreparedRelease prepare_release(const NewFile& new_file, PreviousBundles& previous,
                                const ReleaseSource& source, const PrepareOptions& options,
                                Progress& progress);

}  // namespace switchback
