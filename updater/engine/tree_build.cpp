#include "updater/engine/tree_build.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "updater/engine/incoming.hpp"
#include "updater/engine/index_download.hpp"
#include "updater/engine/unnamed_file.hpp"

namespace switchback {
namespace {

// Into incoming/index, which was empty.
IndexFile download_signed_index(const Session& session, RepositoryClient& repository,
                                const ReleaseManifest& manifest,
                                const std::vector<const IndexFile*>& known) {
  const Layout& layout = session.layout;
  const auto temporary = layout.incoming() / "index.new";
  IndexFile index =
      download_index(repository.blobs(), manifest, known,
                     open_file(temporary, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600),
                     layout.incoming_index().string(), session.settings.stop);
  if (std::rename(temporary.c_str(), layout.incoming_index().c_str()) != 0)
    throw StorageError("rename", layout.incoming_index().string(), errno);
  return index;
}

std::vector<const IndexFile*> indexes_of(const std::vector<SlotImage>& slots) {
  std::vector<const IndexFile*> indexes;
  indexes.reserve(slots.size());
  for (const auto& slot : slots) indexes.push_back(&slot.index);
  return indexes;
}

}  // namespace

const SlotImage* find_slot(const std::vector<SlotImage>& slots, Slot slot) {
  for (const auto& image : slots)
    if (image.slot == slot) return &image;
  return nullptr;
}

IndexFile signed_index(Session& session, const Plan& plan, RepositoryClient& repository,
                       const ReleaseManifest& manifest, const std::vector<SlotImage>& slots) {
  const Layout& layout = session.layout;
  if (plan.request.dry_run)
    return download_index(repository.blobs(), manifest, indexes_of(slots), unnamed_file(layout),
                          "tree index", session.settings.stop);
  if (auto index = resumable_index(layout, manifest.index, session.settings.stop)) {
    clear_delta(layout);  // killed just before
    return std::move(*index);
  }
  clear_incoming(layout);
  return download_signed_index(session, repository, manifest, indexes_of(slots));
}

FrameMap frame_map(const IndexFile& index, const ReleaseManifest& manifest,
                   const std::stop_token& stop) {
  FrameMap frames = FrameMap::build(index, stop);
  if (frames.bundle_length() != manifest.bundle.length)
    throw TrustError("trust-format", "the tree index and the manifest disagree about the bundle");
  return frames;
}

void compare_with_slots(Session& session, const Plan& plan, Slot to_slot, BuildDetail& build) {
  const SlotImage* target = find_slot(build.slots, to_slot);
  build.whole_tree = target == nullptr;
  const KeepRule rule =
      plan.request.verify == VerifyLevel::full ? KeepRule::rehash : KeepRule::fingerprint;
  std::optional<FingerprintWriter> carry;
  if (target != nullptr && !plan.request.dry_run)
    carry.emplace(session.layout.incoming() / "fingerprints",
                  build.manifest.manifest.index.list_sha256);
  build.comparison = compare_with_slot(build.index, target, session.layout, rule,
                                       carry ? &*carry : nullptr, session.settings.stop);
  if (carry) carry->commit();
  std::vector<const SlotImage*> sources;
  for (const auto& slot : build.slots) sources.push_back(&slot);
  find_local_content(build.index, sources, build.comparison, session.settings.stop);
}

StagingRequest staging_request(Session& session, const BuildDetail& build) {
  StagingRequest request;
  request.next = &build.index;
  request.frames = &build.frames;
  for (const auto& slot : build.slots) request.slots.push_back(&slot);
  request.layout = &session.layout;
  request.whole_tree = build.whole_tree;
  request.stop = session.settings.stop;
  return request;
}

void use_frames_instead(Session& session, const Plan& plan, BuildDetail& build) {
  build.delta.reset();
  clear_delta(session.layout);
  build.index = download_signed_index(session, *build.repository, build.manifest.manifest,
                                      indexes_of(build.slots));
  build.frames = frame_map(build.index, build.manifest.manifest, session.settings.stop);
  compare_with_slots(session, plan, plan.detail->to_slot, build);
}

}  // namespace switchback
