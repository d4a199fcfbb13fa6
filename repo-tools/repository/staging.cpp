#include "repo-tools/repository/staging.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

constexpr mode_t kPublishedMode = 0644;

void set_published_mode(int fd, const fs::path& path) {
  if (::fchmod(fd, kPublishedMode) != 0) throw StorageError("chmod", path.string(), errno);
}

void rename_file(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) throw StorageError("rename", from.string(), errno);
}

}  // namespace

Staging::Staging(const RepositoryPaths& paths) : folder_(paths.staged()) {
  make_private_folder(folder_);
}

StagedFile Staging::add(const std::string& path, std::string_view bytes) {
  StagedFile staged{path, bytes.size(), Sha256::of(bytes)};
  // A role that goes on waiting is staged again under the name that pending.json knows: that file
  // stays whole until the new one takes its place.
  const fs::path name = new_file("whole");
  const Descriptor file =
      open_file(name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, kPublishedMode);
  set_published_mode(file.get(), name);
  write_all(file.get(), bytes, name.string());
  fsync_file(file.get(), name.string());
  rename_file(name, folder_ / staged.staged_name());
  return staged;
}

fs::path Staging::new_file(const std::string& purpose) const {
  return folder_ / ("new." + purpose);
}

StagedFile Staging::adopt(const fs::path& file, const std::string& path, std::uint64_t length,
                          const Sha256Digest& sha256) {
  const Descriptor content = open_file(file, O_RDONLY | O_NOFOLLOW);
  set_published_mode(content.get(), file);
  fsync_file(content.get(), file.string());
  StagedFile staged{path, length, sha256};
  rename_file(file, folder_ / staged.staged_name());
  return staged;
}

void Staging::sync() const {
  fsync_directory(folder_);
}

void Staging::sweep(const PendingSet& pending, const Transaction* transaction) const {
  std::set<std::string> named;
  const auto keep = [&](const PendingSet& set) {
    for (const auto& role : set.roles) named.insert(role.file.staged_name());
    for (const auto& file : set.files) named.insert(file.file.staged_name());
  };
  keep(pending);
  if (transaction) {
    keep(transaction->pending);
    for (const auto& file : transaction->files) named.insert(file.staged_name());
  }
  for (const auto& entry : fs::directory_iterator(folder_))
    if (named.count(entry.path().filename().string()) == 0 && ::unlink(entry.path().c_str()) != 0)
      throw StorageError("remove", entry.path().string(), errno);
}

}  // namespace switchback
