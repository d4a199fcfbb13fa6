#include "repo-tools/publish/release_text.hpp"

#include <fcntl.h>

#include <cerrno>

#include "base/beneath.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "repo-tools/ingest/changelog_markdown.hpp"
#include "repo-tools/ingest/release_yml.hpp"
#include "repo-tools/publish/mergeable_defaults.hpp"
#include "repo-tools/publish/named_paths.hpp"
#include "repo-tools/publish/publish_release.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kMaxTextLength = 1 << 20;

std::optional<std::string> read_description(const std::filesystem::path& tree) {
  const Descriptor folder = open_file(tree, O_RDONLY | O_DIRECTORY);
  try {
    const Descriptor file = open_beneath(folder.get(), kDescriptionPath, O_RDONLY | O_NONBLOCK);
    return read_all(file.get(), kMaxTextLength, (tree / kDescriptionPath).string());
  } catch (const StorageError& error) {
    if (error.error_number() == ENOENT || error.error_number() == ENOTDIR) return std::nullopt;
    throw;
  }
}

std::string read_changelog(const std::filesystem::path& path) {
  try {
    return read_file(path, kMaxTextLength);
  } catch (const StorageError& error) {
    throw ConfigError("usage", error.what(), "name the changelog with --changelog FILE");
  }
}

void require_directory(const std::filesystem::path& tree) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(tree, ignored))
    throw ConfigError("usage", tree.string() + " is not a folder",
                      "give the folder that holds the release with --tree DIR");
}

}  // namespace

ReleaseText read_release_text(const ReleaseSource& source) {
  require_directory(source.tree);
  ReleaseText text;
  if (const auto yml = read_description(source.tree)) {
    const std::string path = (source.tree / kDescriptionPath).string();
    text.description_sha256 = Sha256::of(*yml);
    text.description = parse_release_yml(*yml, source.product, path);
    if (const auto& floor = text.description.min_version)
      require_floor(Version::parse(*floor), source.version, path);
    require_named_paths(source.tree, text.description, path);
    require_mergeable_defaults(source.tree, text.description, path);
  }
  if (source.changelog)
    text.changelog = parse_changelog_markdown(read_changelog(*source.changelog), source.version,
                                              source.changelog->string());
  return text;
}

}  // namespace switchback
