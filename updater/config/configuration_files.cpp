#include "updater/config/configuration_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <map>
#include <optional>
#include <system_error>

#include "base/beneath.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxBytes = 1 << 20;

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
  throw ConfigError(
      "config", fmt::format("{} {}", path.string(), why),
      "The updater's configuration must belong to root or to you, and nobody else may write it.");
}

struct stat check_owner(int fd, const fs::path& path) {
  const auto status = stat_of(fd, path.string());
  if (status.st_uid != 0 && status.st_uid != geteuid()) refuse(path, "belongs to another user");
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) refuse(path, "can be written by others");
  return status;
}

bool is_mask(const fs::path& path) {
  std::error_code ignored;
  return fs::read_symlink(path, ignored) == "/dev/null";
}

// O_NONBLOCK: opening a FIFO must not wait for its other end.
std::optional<ConfigurationLayer> read_layer(const fs::path& path) {
  if (is_mask(path)) return std::nullopt;
  const auto file = open_if_exists(path, O_RDONLY | O_NONBLOCK);
  if (!file) return std::nullopt;
  if (!S_ISREG(check_owner(file->get(), path).st_mode)) refuse(path, "is not a regular file");
  return ConfigurationLayer{path.string(), read_all(file->get(), kMaxBytes, path.string())};
}

using DropIns = std::map<std::string, fs::path>;

DropIns list_drop_ins(const fs::path& folder) {
  DropIns found;
  const auto opened = open_if_exists(folder, O_RDONLY | O_DIRECTORY);
  if (!opened) return found;
  check_owner(opened->get(), folder);
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto extension = entry.path().extension();
    if (extension == ".yml" || extension == ".yaml") found[entry.path().filename()] = entry.path();
  }
  return found;
}

void mask(DropIns& lower, const DropIns& higher) {
  for (const auto& [name, path] : higher) {
    if (is_mask(path)) lower.erase(name);
  }
}

void append(std::vector<ConfigurationLayer>& layers, const fs::path& path) {
  if (auto layer = read_layer(path)) layers.push_back(std::move(*layer));
}

void append(std::vector<ConfigurationLayer>& layers, const DropIns& drop_ins) {
  for (const auto& [name, path] : drop_ins) append(layers, path);
}

// Its folder may belong to the application, which could plant a link to somebody else's file.
void append_of_root(std::vector<ConfigurationLayer>& layers, const fs::path& root) {
  const auto path = root / "config/update.yml";
  const auto folder = open_if_exists(root, O_RDONLY | O_DIRECTORY);
  if (!folder || is_mask(path)) return;
  Descriptor file;
  try {
    file = open_beneath(folder->get(), "config/update.yml", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  } catch (const StorageError& error) {
    if (error.error_number() == ENOENT || error.error_number() == ENOTDIR) return;
    if (error.error_number() == ELOOP) refuse(path, "is or is beneath a symlink");
    throw;
  }
  const auto status = check_owner(file.get(), path);
  if (!S_ISREG(status.st_mode)) refuse(path, "is not a regular file");
  if (status.st_nlink != 1) refuse(path, "has a second name (a hard link)");
  layers.push_back({path.string(), read_all(file.get(), kMaxBytes, path.string())});
}

}  // namespace

std::vector<ConfigurationLayer> read_configuration_files(const fs::path& root,
                                                         const fs::path& system) {
  auto vendor = list_drop_ins(system / "usr/lib/switchback/config.d");
  auto local = list_drop_ins(system / "etc/switchback/config.d");
  const auto runtime = list_drop_ins(system / "run/switchback/config.d");
  mask(vendor, local);
  mask(vendor, runtime);
  mask(local, runtime);
  std::vector<ConfigurationLayer> layers;
  append(layers, vendor);
  append(layers, system / "etc/switchback/update.yml");
  append(layers, local);
  append(layers, runtime);
  append_of_root(layers, root);
  return layers;
}

}  // namespace switchback
