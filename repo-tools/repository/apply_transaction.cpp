#include "repo-tools/repository/apply_transaction.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <set>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "repo-tools/repository/folders.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kTimestampPath = "metadata/timestamp.json";
constexpr std::string_view kMetadataPrefix = "metadata/";

void remove_file(const fs::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT)
    throw StorageError("remove", path.string(), errno);
}

// What copying across file systems left of a killed run, under that run's process id.
void remove_temporaries(const fs::path& target) {
  const std::string prefix = target.filename().string() + ".tmp.";
  for (const auto& entry : fs::directory_iterator(target.parent_path()))
    if (entry.path().filename().string().rfind(prefix, 0) == 0) remove_file(entry.path());
}

void copy_into_place(const fs::path& from, const fs::path& to, bool replace) {
  remove_temporaries(to);
  const Descriptor source = open_file(from, O_RDONLY);
  AtomicFile target(to, 0644);
  std::string buffer(1 << 20, '\0');
  std::uint64_t offset = 0;
  while (const std::size_t count =
             pread_some(source.get(), buffer.data(), buffer.size(), offset, from.string())) {
    target.write({buffer.data(), count});
    offset += count;
  }
  target.commit(replace);
  remove_file(from);
}

void place_once(const RepositoryPaths& paths, const StagedFile& file) {
  const fs::path staged = paths.staged() / file.staged_name();
  const fs::path target = paths.root() / file.path;
  if (fs::exists(fs::symlink_status(target))) {
    if (!has_content(target, file))
      throw StateError("damage", file.path + " is there already with other content",
                       "run `switchback-repo verify`");
    return remove_file(staged);
  }
  if (!fs::exists(staged))
    throw StateError("damage", "an interrupted publication lost " + file.path,
                     "restore REPO.state from a backup");
  move_into_place(staged, target);
}

void place_timestamp(const RepositoryPaths& paths, const StagedFile& file) {
  const fs::path staged = paths.staged() / file.staged_name();
  if (!fs::exists(staged)) {
    if (has_content(paths.timestamp(), file)) return;
    throw StateError("damage", "an interrupted publication lost " + file.path,
                     "restore REPO.state from a backup");
  }
  if (::rename(staged.c_str(), paths.timestamp().c_str()) != 0) {
    if (errno != EXDEV) throw StorageError("rename", paths.timestamp().string(), errno);
    copy_into_place(staged, paths.timestamp(), true);
  }
}

// One group of files that becomes durable together.
template <typename Selects>
void place_group(const RepositoryPaths& paths, const Transaction& transaction, Selects selects) {
  std::set<fs::path> folders;
  for (const auto& file : transaction.files) {
    if (!selects(file.path)) continue;
    const fs::path folder = (paths.root() / file.path).parent_path();
    make_public_folders(paths.root(), folder);
    if (file.path == kTimestampPath)
      place_timestamp(paths, file);
    else
      place_once(paths, file);
    folders.insert(folder);
  }
  for (const auto& folder : folders) fsync_directory(folder);
}

}  // namespace

bool has_content(const fs::path& path, const StagedFile& expected) {
  const auto file = open_if_exists(path, O_RDONLY | O_NOFOLLOW);
  if (!file) return false;
  Sha256 hash;
  std::uint64_t length = 0;
  std::string buffer(256 * 1024, '\0');
  while (const std::size_t count =
             pread_some(file->get(), buffer.data(), buffer.size(), length, path.string())) {
    hash.update({buffer.data(), count});
    length += count;
  }
  return length == expected.length && hash.finish() == expected.sha256;
}

void move_into_place(const fs::path& from, const fs::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return;
  if (errno != EXDEV) throw StorageError("rename", to.string(), errno);
  copy_into_place(from, to, false);
}

void apply_transaction(const RepositoryPaths& paths, const Transaction& transaction) {
  const auto is_metadata = [](const std::string& path) {
    return path.rfind(kMetadataPrefix, 0) == 0;
  };
  place_group(paths, transaction, [&](const auto& path) { return !is_metadata(path); });
  place_group(paths, transaction,
              [&](const auto& path) { return is_metadata(path) && path != kTimestampPath; });
  place_group(paths, transaction, [](const auto& path) { return path == kTimestampPath; });
  write_pending_set(paths, transaction.pending);
}

void acknowledge_transaction(const RepositoryPaths& paths) {
  remove_file(paths.transaction());
  fsync_directory(paths.state());
}

}  // namespace switchback
