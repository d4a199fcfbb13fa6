#include "repo-tools/verify/published_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/beneath.hpp"
#include "base/directory.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr int kMaxDepth = 8;  // targets/PRODUCT/SHARD/VERSION/FILE is 4
constexpr mode_t kNeverOnFiles =
    S_ISUID | S_ISGID | S_ISVTX | S_IXUSR | S_IXGRP | S_IXOTH | S_IWGRP | S_IWOTH;
constexpr mode_t kNeverOnFolders = S_ISUID | S_IWGRP | S_IWOTH;

bool is_missing(const StorageError& error) {
  return error.error_number() == ENOENT || error.error_number() == ENOTDIR;
}

// Nothing where the folder is missing.
std::optional<std::vector<std::string>> names_beneath(int root, const std::string& folder) {
  Descriptor fd;
  try {
    fd = open_beneath(root, folder, O_RDONLY | O_DIRECTORY);
  } catch (const StorageError& error) {
    if (error.error_number() == ELOOP) damaged("is a symlink");
    if (is_missing(error)) return std::nullopt;
    throw;
  }
  return names_in(fd.get(), folder);
}

void check_mode(const std::string& path, mode_t mode, mode_t never, Findings& findings) {
  if ((mode & never) == 0) return;
  findings.add(path, fmt::format("has the mode {:04o}; published are files 0644 and folders 0755",
                                 mode & 07777U));
}

}  // namespace

PublishedFolder::PublishedFolder(const std::filesystem::path& repository) : path_(repository) {
  auto root = open_if_exists(repository, O_RDONLY | O_DIRECTORY);
  if (!root || !stat_at(root->get(), "metadata")) {
    throw StateError("not-found", repository.string() + " is not a repository",
                     "Make one with `switchback-repo init`.");
  }
  root_ = std::move(*root);
}

// O_NONBLOCK: opening a FIFO must not wait for its other end.
std::optional<Descriptor> PublishedFolder::open(const std::string& path) const {
  Descriptor file;
  try {
    file = open_beneath(root_.get(), path, O_RDONLY | O_NONBLOCK);
  } catch (const StorageError& error) {
    if (is_missing(error)) return std::nullopt;
    if (error.error_number() == ELOOP) damaged("is a symlink");
    throw;
  }
  if (!S_ISREG(stat_of(file.get(), path).st_mode)) damaged("is not a regular file");
  return file;
}

bool PublishedFolder::exists(const std::string& path) const {
  return stat_at(root_.get(), path).has_value();
}

Descriptor PublishedFolder::open_existing(const std::string& path) const {
  auto file = open(path);
  if (!file) damaged("is missing");
  return std::move(*file);
}

std::optional<std::string> PublishedFolder::read(const std::string& path,
                                                 std::uint64_t max_length) const {
  const auto file = open(path);
  if (!file) return std::nullopt;
  if (static_cast<std::uint64_t>(stat_of(file->get(), path).st_size) > max_length) {
    damaged(fmt::format("is longer than {} bytes", max_length));
  }
  return read_all(file->get(), max_length, path);
}

std::string PublishedFolder::read_existing(const std::string& path,
                                           std::uint64_t max_length) const {
  auto bytes = read(path, max_length);
  if (!bytes) damaged("is missing");
  return std::move(*bytes);
}

std::vector<std::string> PublishedFolder::list(Findings& findings) const {
  std::vector<std::string> files;
  for (const char* folder : {"metadata", "targets"}) {
    if (const auto info = stat_at(root_.get(), folder)) {
      check_mode(folder, info->st_mode, kNeverOnFolders, findings);
      list_beneath(folder, 0, findings, files);
    }
  }
  return files;
}

// What vanishes meanwhile was pruned by a publisher.
void PublishedFolder::list_beneath(const std::string& folder, int depth, Findings& findings,
                                   std::vector<std::string>& files) const {
  std::optional<std::vector<std::string>> names;
  if (!findings.check(folder, [&] { names = names_beneath(root_.get(), folder); }) || !names)
    return;
  for (const auto& name : *names) {
    const auto path = folder + "/" + name;
    const auto info = stat_at(root_.get(), path);
    if (!info) continue;
    if (S_ISREG(info->st_mode)) {
      check_mode(path, info->st_mode, kNeverOnFiles, findings);
      files.push_back(path);
    } else if (S_ISDIR(info->st_mode) && depth < kMaxDepth) {
      check_mode(path, info->st_mode, kNeverOnFolders, findings);
      list_beneath(path, depth + 1, findings, files);
    } else {
      findings.add(path, S_ISLNK(info->st_mode) ? "is a symlink" : "is not a file of a repository");
    }
  }
}

}  // namespace switchback
