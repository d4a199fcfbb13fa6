#include "repo-tools/publish/returning_release.hpp"

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "base/errors.hpp"
#include "repo-tools/repository/removed_versions.hpp"

namespace switchback {
namespace {

namespace fs = std::filesystem;

class TemporaryFolder {
 public:
  TemporaryFolder() : path_((fs::temp_directory_path() / "switchback-publish-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr) throw StorageError("create", path_, errno);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  fs::path file(const std::string& name) const { return fs::path(path_) / name; }

 private:
  std::string path_;
};

}  // namespace

void require_same_if_removed(const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                             const std::vector<ReleaseSource>& sources,
                             const PrepareOptions& options, Progress& progress) {
  std::vector<ReleaseName> names;
  for (const auto& source : sources) names.push_back({source.product, source.version});
  PreviousBundles previous(paths, metadata, std::move(names));
  for (const auto& source : sources) {
    if (!find_removed(metadata, source.product, source.version)) continue;
    const TemporaryFolder folder;
    const PreparedRelease release =
        prepare_release([&](const std::string& name) { return folder.file(name); }, previous,
                        source, options, progress);
    require_not_another(metadata, release.manifest);
  }
}

}  // namespace switchback
