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
#include "manifest-schema/role_names.hpp"
#include "repo-tools/repository/named_manifests.hpp"

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

bool newest_first(const MetadataFile& left, const MetadataFile& right) {
  return left.role != right.role ? left.role < right.role : left.version > right.version;
}

// Remembers what the last file named: files are asked about from newest to oldest.
class Vouchers {
 public:
  Vouchers(const RepositoryPaths& paths, const std::set<std::string>& going)
      : paths_(paths), going_(going) {}

  // Whether `file` names a manifest that is still there and that the next version does not name.
  bool vouches_alone(const MetadataFile& file, const MetadataFile& next) {
    if (!file.role.starts_with(kProductRolePrefix)) return false;
    if (last_.path() != next.path()) last_named_ = named(next);
    const auto named_next = std::move(last_named_);
    last_ = file;
    last_named_ = named(file);
    return std::any_of(last_named_.begin(), last_named_.end(), [&](const std::string& manifest) {
      return !named_next.contains(manifest) && !going_.contains(manifest) &&
             fs::exists(fs::symlink_status(paths_.root() / manifest));
    });
  }

 private:
  std::set<std::string> named(const MetadataFile& file) const {
    return named_manifests(paths_, file.role, file.version);
  }

  const RepositoryPaths& paths_;
  const std::set<std::string>& going_;
  MetadataFile last_;
  std::set<std::string> last_named_;
};

}  // namespace

std::vector<MetadataFile> metadata_files(const RepositoryPaths& paths) {
  std::vector<MetadataFile> files;
  const Descriptor folder = open_file(paths.metadata(), O_RDONLY | O_DIRECTORY);
  for (const auto& entry : fs::directory_iterator(paths.metadata())) {
    auto file = metadata_file_of(entry.path().filename().string());
    const auto info = stat_at(folder.get(), entry.path().filename().string());
    if (!file || !info) continue;
    file->made = Timestamp(std::chrono::seconds(info->st_mtime));
    file->length = static_cast<std::uint64_t>(info->st_size);
    files.push_back(std::move(*file));
  }
  std::sort(files.begin(), files.end(), newest_first);
  return files;
}

std::vector<MetadataFile> superseded_beyond(std::vector<MetadataFile> files, Timestamp now,
                                            const RetentionLimits& limits) {
  std::sort(files.begin(), files.end(), newest_first);
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

std::vector<MetadataFile> prunable_metadata(const RepositoryPaths& paths, Timestamp now,
                                            const RetentionLimits& limits,
                                            const std::set<std::string>& going) {
  const auto files = metadata_files(paths);
  auto removable = superseded_beyond(files, now, limits);
  Vouchers vouchers(paths, going);
  std::erase_if(removable, [&](const MetadataFile& file) {
    const auto place = std::lower_bound(files.begin(), files.end(), file, newest_first);
    return vouchers.vouches_alone(file, *(place - 1));
  });
  return removable;
}

void prune_metadata(const RepositoryPaths& paths, Timestamp now, const RetentionLimits& limits) {
  for (const auto& file : prunable_metadata(paths, now, limits)) {
    const fs::path path = paths.root() / file.path();
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
      throw StorageError("remove", path.string(), errno);
  }
}

}  // namespace switchback
