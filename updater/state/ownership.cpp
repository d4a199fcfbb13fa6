#include "updater/state/ownership.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/errors.hpp"

namespace switchback {
namespace {

void require_safe_directory(const std::filesystem::path& path, bool is_root_itself) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) throw StorageError("stat", path.string(), errno);
  if (info.st_uid != 0 && info.st_uid != ::geteuid())
    throw StorageError(
        "permission-denied",
        fmt::format("{} belongs to user {}, who could change what is installed there",
                    path.string(), info.st_uid),
        "run as that user, or chown the folder to root");
  const bool writable_by_others = (info.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  const bool sticky_parent = (info.st_mode & S_ISVTX) != 0 && info.st_uid == 0 && !is_root_itself;
  if (writable_by_others && !sticky_parent)
    throw StorageError("permission-denied",
                       fmt::format("{} may be written by others (mode {:04o})", path.string(),
                                   info.st_mode & 07777),
                       fmt::format("chmod go-w {}", path.string()));
}

}  // namespace

void require_safe_root(const std::filesystem::path& root) {
  std::error_code failure;
  const auto real = std::filesystem::canonical(root, failure);
  if (failure) throw StorageError("open", root.string(), failure.value());
  std::filesystem::path path = "/";
  require_safe_directory(path, real == path);
  for (const auto& component : real.relative_path()) {
    path /= component;
    require_safe_directory(path, path == real);
  }
}

}  // namespace switchback
