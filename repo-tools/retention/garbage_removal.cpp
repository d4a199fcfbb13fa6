#include "repo-tools/retention/garbage_removal.hpp"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <set>

#include "base/durable.hpp"
#include "base/errors.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

void delete_group(const RepositoryPaths& paths, const std::vector<GarbageFile>& files,
                  const std::stop_token& stop, GarbageDeletion& done) {
  std::set<fs::path> folders;
  for (const auto& file : files) {
    if (stop.stop_requested()) throw Interrupted();
    const fs::path path = paths.root() / file.path;
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
      throw StorageError("remove", path.string(), errno);
    ++done.files;
    done.bytes += file.bytes;
    folders.insert(path.parent_path());
  }
  for (const auto& folder : folders) fsync_directory(folder);
}

// The folder of a version whose manifest is gone; another manifest, or anything else in it, keeps
// it. Whether it was removed.
bool remove_if_empty(const fs::path& folder) {
  if (::rmdir(folder.c_str()) == 0) return true;
  if (errno != ENOTEMPTY && errno != EEXIST && errno != ENOENT)
    throw StorageError("remove", folder.string(), errno);
  return false;
}

void remove_empty_folders(const RepositoryPaths& paths, const GarbagePlan& plan,
                          GarbageDeletion& done) {
  for (const auto& file : plan.manifests) remove_if_empty((paths.root() / file.path).parent_path());
  for (const auto& folder : plan.empty_folders)
    if (remove_if_empty(paths.root() / folder)) ++done.empty_folders;
}

}  // namespace

void record_garbage(const RepositoryPaths& paths, const GarbagePlan& plan) {
  write_unreferenced(paths, plan.record);
}

void delete_garbage(const RepositoryPaths& paths, const GarbagePlan& plan,
                    const std::stop_token& stop, GarbageDeletion& done) {
  write_unreferenced(paths, plan.record);
  delete_group(paths, plan.blobs, stop, done);
  delete_group(paths, plan.manifests, stop, done);
  remove_empty_folders(paths, plan, done);
  delete_group(paths, plan.metadata, stop, done);
  for (const auto& delta : plan.interrupted) {
    forget(paths, delta);
    ++done.interrupted;
  }
  UnreferencedSince left;
  for (const auto& file : plan.waiting) left.emplace(file.path, file.since);
  write_unreferenced(paths, left);
}

}  // namespace switchback
