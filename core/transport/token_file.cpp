#include "core/transport/token_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kMaxTokenFile = 64 * 1024;

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
  throw ConfigError("config", fmt::format("{} {}", path.string(), why),
                    "Put the token alone on the first line of a regular file of your own, which "
                    "nobody else may write and not everybody may read (chmod 600).");
}

// O_NONBLOCK: opening a FIFO must not wait for its other end.
Descriptor open_token_file(const std::filesystem::path& path) {
  try {
    return open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (const StorageError& error) {
    if (error.error_number() == ELOOP) refuse(path, "is a symlink");
    throw;
  }
}

void require_own(const struct stat& info, const std::filesystem::path& path) {
  if (!S_ISREG(info.st_mode)) refuse(path, "is not a regular file");
  if (info.st_nlink > 1) refuse(path, "has another name, a hard link");
  if (info.st_uid != 0 && info.st_uid != ::geteuid()) refuse(path, "belongs to another user");
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) refuse(path, "can be written by others");
  if ((info.st_mode & S_IROTH) != 0) refuse(path, "can be read by everybody");
}

}  // namespace

std::string read_token(const std::filesystem::path& path) {
  if (path.empty()) return {};
  const Descriptor file = open_token_file(path);
  require_own(stat_of(file.get(), path.string()), path);
  const std::string content = read_all(file.get(), kMaxTokenFile, path.string());
  std::string token = content.substr(0, content.find_first_of("\r\n"));
  const bool printable = std::all_of(token.begin(), token.end(),
                                     [](char letter) { return letter > ' ' && letter < 0x7f; });
  if (token.empty() || !printable) refuse(path, "holds no token on its first line");
  return token;
}

}  // namespace switchback
