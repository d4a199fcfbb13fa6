#include "tests/crash/repository_scene.hpp"

#include <stdlib.h>

#include "base/files.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/repository/release_catalog.hpp"
#include "tests/crash/injector/fault_injector.hpp"

namespace switchback::test {
namespace fs = std::filesystem;

FastDirectory::FastDirectory() {
  if (fs::is_directory("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 1);
}

Scene::Scene() {
  fs::create_directory(folder_ / "template");
}

TestRepository Scene::fresh() {
  fs::remove_all(run());
  fs::copy(folder_ / "template", run(), fs::copy_options::recursive);
  fs::remove_all(run() / "hidden");
  for (const auto* name : {"repo.keys", "repo.state", "repo.state/staged"})
    if (fs::exists(run() / name)) fs::permissions(run() / name, fs::perms::owner_all);
  return TestRepository(run());
}

bool is_whole(const TestRepository& repository) {
  const RepositoryMetadata metadata = read_visible_metadata(repository.paths);
  for (const auto& product : products_of(metadata))
    for (const auto& release : releases_of(metadata, product)) {
      const ReleaseManifest manifest = read_manifest(repository.paths, release);
      for (const auto& path : named_blobs(manifest)) {
        const auto bytes = read_file(repository.paths.root() / path, 1 << 20);
        if (!path.ends_with("/" + Sha256::of(bytes).hex())) return false;
      }
    }
  return true;
}

bool is_swept(const TestRepository& repository) {
  return fs::is_empty(repository.paths.staged()) && !fs::exists(repository.paths.transaction()) &&
         !fs::exists(repository.paths.pending()) && !fs::exists(repository.paths.work()) &&
         !fs::exists(repository.paths.frames());
}

RunEnd run_and_kill(const fs::path& folder, const std::function<void()>& work, unsigned nth) {
  crash::InjectionRequest request;
  request.folder = fs::canonical(folder).string();
  request.point = nth;
  request.fault.kind = crash::FaultKind::kill_before;
  request.work = [&] {
    work();
    return 0;
  };
  const crash::InjectionResult result = crash::run_with_fault(request);
  if (result.hit) return RunEnd::killed;
  return result.exit_status == 0 ? RunEnd::finished : RunEnd::failed;
}

}  // namespace switchback::test
