#include "repo-tools/repository/pruning.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>

#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kSuffix = ".json";

// "12.p-demo.json"; nothing for timestamp.json and for what is not ours.
std::optional<MetadataFile> metadata_file_of(const std::string& name) {
  MetadataFile file;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), file.version);
  const auto dot = static_cast<std::size_t>(end - name.data());
  if (error != std::errc() || dot >= name.size() || name[dot] != '.' || !name.ends_with(kSuffix) ||
      dot + 1 + kSuffix.size() >= name.size())
    return std::nullopt;
  file.role = name.substr(dot + 1, name.size() - dot - 1 - kSuffix.size());
  return file;
}

}  // namespace

std::vector<MetadataFile> superseded_beyond(std::vector<MetadataFile> files, Timestamp now,
                                            const RetentionLimits& limits) {
  std::sort(files.begin(), files.end(), [](const auto& left, const auto& right) {
    return left.role != right.role ? left.role < right.role : left.version > right.version;
  });
  std::vector<MetadataFile> removable;
  std::size_t newer = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    newer = i > 0 && files[i - 1].role == files[i].role ? newer + 1 : 0;
    if (files[i].role == "root" || newer <= limits.superseded) continue;
    if (now - files[i - 1].made < limits.age) continue;
    removable.push_back(files[i]);
  }
  return removable;
}

void prune_metadata(const RepositoryPaths& paths, Timestamp now, const RetentionLimits& limits) {
  std::vector<MetadataFile> files;
  const Descriptor folder = open_file(paths.metadata(), O_RDONLY | O_DIRECTORY);
  for (const auto& entry : fs::directory_iterator(paths.metadata())) {
    auto file = metadata_file_of(entry.path().filename().string());
    const auto info = stat_at(folder.get(), entry.path().filename().string());
    if (!file || !info) continue;
    file->made = Timestamp(std::chrono::seconds(info->st_mtime));
    files.push_back(std::move(*file));
  }
  for (const auto& file : superseded_beyond(std::move(files), now, limits)) {
    const fs::path path = paths.root() / metadata_file_path(file.role, file.version);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
      throw StorageError("remove", path.string(), errno);
  }
}

}  // namespace switchback
