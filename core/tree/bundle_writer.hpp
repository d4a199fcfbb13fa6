// From a source tree to the bundle and the tree index of a release, in one pass over the files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "manifest-schema/release_manifest.hpp"
#include "manifest-schema/tree_index.hpp"

namespace switchback {

class PreviousBundle;

// zstd 3, 17 (of programs 19) and 19: see docs/performance.md.
enum class BundleLevel { fast, standard, max };

struct BundleProgress {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;         // of file content read
  std::uint64_t bundle_bytes = 0;  // written
};

struct BundleOptions {
  BundleLevel level = BundleLevel::standard;
  unsigned threads = 0;  // compressing; 0: one a core. The result is the same whatever it is
  std::uint64_t memory =
      0;  // for compressing; 0: no limit. Fewer threads are used to stay below, but at least one
  std::shared_ptr<const PreviousBundle>
      previous;  // what it has stays in its frames, not compressed again
  std::function<void(const BundleProgress&)>
      progress;  // on the calling thread, after every file and frame
  std::stop_token stop;
};

struct BundleResult {
  BlobReference bundle;
  IndexReference index;
  TreeTotals tree;
  std::uint64_t frames = 0;
  std::uint64_t reused_frames = 0;
  std::uint64_t reused_bytes = 0;  // of the bundle
};

// Counts a tree without reading files, for progress and space checks. Throws as write_bundle does.
TreeTotals measure_tree(const std::filesystem::path& source, const std::stop_token& stop = {});

// Writes the bundle to `bundle_file` and the index to `index_file` (mode 0644; existing files are
// replaced). On return their content is on disk (fsync), their names are the caller's to make
// durable; after an exception both are gone. Same tree, same level, same previous bundle: same
// bytes. Throws ConfigError, StateError (TreeWalker), StorageError, Interrupted.
BundleResult write_bundle(const std::filesystem::path& source, const BundleOptions& options,
                          const std::filesystem::path& bundle_file,
                          const std::filesystem::path& index_file);

}  // namespace switchback
