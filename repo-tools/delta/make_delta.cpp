#include "repo-tools/delta/make_delta.hpp"

#include <unistd.h>

#include <cerrno>

#include "base/errors.hpp"
#include "core/delta/encode/verify_delta.hpp"
#include "core/delta/folder_files.hpp"
#include "repo-tools/repository/interrupted_deltas.hpp"

namespace switchback {
namespace {

void remove_file(const std::filesystem::path& file) {
  if (::unlink(file.c_str()) != 0) throw StorageError("remove", file.string(), errno);
}

DeltaReference reference_of(const Version& from, const IndexFile& old_index,
                            const DeltaResult& result) {
  DeltaReference reference;
  reference.offer = {from, result.length, result.sha256};
  reference.from_list_sha256 = old_index.reference().list_sha256;
  reference.header_length = result.header_length;
  reference.header_sha256 = result.header_sha256;
  return reference;
}

}  // namespace

bool is_clearly_smaller(std::uint64_t delta, std::uint64_t frames) {
  return delta < frames - frames / 10;
}

MadeDelta make_delta(const RepositoryPaths& paths, const Version& from, const ReleaseTree& old_tree,
                     const ReleaseTree& new_tree, DeltaOptions options,
                     const std::filesystem::path& file) {
  const auto kept = frames_folder(paths, old_tree.index.reference().list_sha256,
                                  new_tree.index.reference().list_sha256);
  options.frames_folder = kept.path;
  options.most_kept = kept.most;
  MadeDelta made;
  made.frames = estimate_download(old_tree.index, new_tree.index);
  FolderFiles old_files(old_tree.folder, old_tree.index);
  FolderFiles new_files(new_tree.folder, new_tree.index);
  const DeltaResult result =
      encode_delta(old_tree.index, old_files, new_tree.index, new_files, options, file);
  made.resumed_frames = result.resumed_frames;
  made.reference = reference_of(from, old_tree.index, result);
  made.is_worth_it = is_clearly_smaller(result.length, made.frames.bytes);
  if (!made.is_worth_it) {
    remove_file(file);
    return made;
  }
  try {
    verify_delta(file, result.header_length, old_tree.index, old_files, new_tree.index, new_files,
                 options.stop);
  } catch (const TrustError& error) {
    // The frames that were kept are those of files which are not what the index says.
    forget_frames(paths, old_tree.index.reference().list_sha256,
                  new_tree.index.reference().list_sha256);
    throw StateError("state",
                     "the delta from " + from.text() + " does not make " +
                         new_tree.folder.string() + ": " + error.what(),
                     "try again when nothing writes to the tree");
  }
  return made;
}

}  // namespace switchback
