#include "repo-tools/publish/published_index.hpp"

namespace switchback {

IndexFile open_index(const RepositoryPaths& paths, const ReleaseManifest& manifest) {
  return IndexFile::open(paths.root() / blob_path(manifest.product, manifest.index.sha256),
                         manifest.index);
}

}  // namespace switchback
