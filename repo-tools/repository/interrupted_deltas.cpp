#include "repo-tools/repository/interrupted_deltas.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/errors.hpp"
#include "repo-tools/repository/folders.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kMostKept = std::uint64_t{2} << 30;

void remove_folder(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (error) throw StorageError("remove", folder.string(), error.value());
}

// The folder of all of them goes with the last.
void remove_if_empty(const fs::path& folder) {
  if (::rmdir(folder.c_str()) != 0 && errno != ENOTEMPTY && errno != EEXIST && errno != ENOENT)
    throw StorageError("remove", folder.string(), errno);
}

fs::path folder_of(const RepositoryPaths& paths, const Sha256Digest& from_list,
                   const Sha256Digest& to_list) {
  return paths.frames() / (to_list.hex() + "-" + from_list.hex());
}

InterruptedDelta inspect(const fs::path& folder) {
  InterruptedDelta delta{"frames/" + folder.filename().string(), 0, {}};
  struct stat info {};
  if (::stat(folder.c_str(), &info) == 0)
    delta.since = Timestamp(std::chrono::seconds(info.st_mtime));
  std::error_code gone;  // while it is looked at without the lock
  for (const auto& file : fs::directory_iterator(folder, gone)) {
    const auto size = file.file_size(gone);
    if (!gone) delta.bytes += size;
  }
  return delta;
}

}  // namespace

std::vector<InterruptedDelta> interrupted_deltas(const RepositoryPaths& paths) {
  std::vector<InterruptedDelta> deltas;
  std::error_code missing;
  for (const auto& folder : fs::directory_iterator(paths.frames(), missing))
    if (folder.is_directory()) deltas.push_back(inspect(folder.path()));
  std::sort(deltas.begin(), deltas.end(), [](const auto& left, const auto& right) {
    return left.since != right.since ? left.since < right.since : left.path < right.path;
  });
  return deltas;
}

FramesFolder frames_folder(const RepositoryPaths& paths, const Sha256Digest& from_list,
                           const Sha256Digest& to_list) {
  const fs::path folder = folder_of(paths, from_list, to_list);
  auto others = interrupted_deltas(paths);
  std::erase_if(others, [&](const auto& delta) { return paths.state() / delta.path == folder; });
  std::uint64_t bytes = 0;
  for (const auto& delta : others) bytes += delta.bytes;
  for (const auto& delta : others) {
    if (bytes <= kMostKept / 2) break;
    remove_folder(paths.state() / delta.path);
    bytes -= delta.bytes;
  }
  make_private_folder(paths.frames());
  make_private_folder(folder);
  return {folder, kMostKept - bytes};
}

void forget_frames(const RepositoryPaths& paths, const Sha256Digest& from_list,
                   const Sha256Digest& to_list) {
  remove_folder(folder_of(paths, from_list, to_list));
  remove_if_empty(paths.frames());
}

void forget_frames(const RepositoryPaths& paths, const Sha256Digest& to_list) {
  for (const auto& delta : interrupted_deltas(paths))
    if (delta.path.starts_with("frames/" + to_list.hex()))
      remove_folder(paths.state() / delta.path);
  remove_if_empty(paths.frames());
}

void forget(const RepositoryPaths& paths, const InterruptedDelta& delta) {
  remove_folder(paths.state() / delta.path);
  remove_if_empty(paths.frames());
}

}  // namespace switchback
