#include "repo-tools/delta/release_tree.hpp"

#include <fcntl.h>

#include <algorithm>
#include <string_view>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/tree/tree_writer.hpp"
#include "repo-tools/repository/folders.hpp"
#include "repo-tools/verify/bundle_stream.hpp"
#include "repo-tools/verify/findings.hpp"

namespace switchback {
namespace {

constexpr std::uint32_t kPrivateFolder = 0700;

// The bytes of a bundle's tar, front to back.
class TarBytes {
 public:
  explicit TarBytes(BundleStream& frames) : frames_(frames) {}

  // At most `length` of the bytes at the present place; never none.
  std::string_view take(std::uint64_t length) {
    if (left_.empty()) left_ = frames_.next();
    if (left_.empty()) damaged("ends before its last file");
    const std::string_view taken =
        left_.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(length, left_.size())));
    left_.remove_prefix(taken.size());
    position_ += taken.size();
    return taken;
  }
  void skip_to(std::uint64_t position) {
    while (position_ < position) take(position - position_);
  }

 private:
  BundleStream& frames_;
  std::string_view left_;
  std::uint64_t position_ = 0;
};

void extract_file(TarBytes& tar, const TreeEntry& entry, TreeWriter& writer) {
  const Descriptor file = writer.create_file(entry.path);
  Sha256 hash;
  for (std::uint64_t left = entry.size; left > 0;) {
    const std::string_view bytes = tar.take(left);
    hash.update(bytes);
    write_all(file.get(), bytes, entry.path);
    left -= bytes.size();
  }
  if (hash.finish() != entry.sha256) damaged(entry.path + " differs from its entry in the index");
}

void extract_entries(const IndexFile& index, TarBytes& tar, TreeWriter& writer) {
  std::uint64_t member_end = 0;
  EntryCursor cursor = index.cursor();
  while (const TreeEntry* entry = cursor.next()) {
    const std::uint64_t content = member_end + entry->header_length;
    member_end += tar_member_length(*entry);
    if (entry->type == EntryType::directory) {
      TreeEntry folder = *entry;
      folder.mode = kPrivateFolder;
      writer.make_directory(folder);
    } else if (entry->type == EntryType::file) {
      tar.skip_to(content);
      extract_file(tar, *entry, writer);
    }
  }
}

ReleaseTree extract(const ReleaseFiles& release, const std::filesystem::path& folder,
                    const std::stop_token& stop) {
  const Descriptor bundle = open_file(release.bundle, O_RDONLY | O_NOFOLLOW);
  ReleaseTree tree{IndexFile::open(release.index, release.reference), folder};
  make_private_folder(folder);
  const Descriptor root = open_file(folder, O_RDONLY | O_DIRECTORY);
  BundleStream frames(bundle, tree.index.load_frames(), stop, {});
  TarBytes tar(frames);
  TreeWriter writer(root.get());
  extract_entries(tree.index, tar, writer);
  return tree;
}

[[noreturn]] void refuse(const ReleaseFiles& release, const Error& cause) {
  throw StateError("damage", release.bundle.string() + ": " + cause.what(),
                   "run `switchback-repo verify`");
}

}  // namespace

ReleaseFiles published_files(const RepositoryPaths& paths, const ReleaseManifest& manifest) {
  return {paths.root() / blob_path(manifest.product, manifest.bundle.sha256),
          paths.root() / blob_path(manifest.product, manifest.index.sha256), manifest.index};
}

ReleaseTree extract_release(const ReleaseFiles& release, const std::filesystem::path& folder,
                            const std::stop_token& stop) {
  try {
    return extract(release, folder, stop);
  } catch (const StateError& error) {
    refuse(release, error);
  } catch (const TrustError& error) {
    refuse(release, error);
  }
}

}  // namespace switchback
