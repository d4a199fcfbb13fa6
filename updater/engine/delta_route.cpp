#include "updater/engine/delta_route.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/files.hpp"
#include "updater/engine/incoming.hpp"
#include "updater/engine/tree_build.hpp"
#include "updater/engine/unnamed_file.hpp"

namespace switchback {
namespace {

struct Choice {
  const DeltaReference* reference = nullptr;
  const SlotImage* from = nullptr;
};

// The shortest that fits a slot, and what one update may download.
Choice choose(const Session& session, const ReleaseManifest& manifest,
              const std::vector<SlotImage>& slots) {
  const std::uint64_t limit = session.settings.max_download.value_or(~std::uint64_t{0});
  Choice best;
  for (const DeltaReference& delta : manifest.deltas)
    for (const SlotImage& slot : slots) {
      if (delta.offer.length > limit) continue;
      if (slot.index.reference().list_sha256 != delta.from_list_sha256) continue;
      if (best.reference == nullptr || delta.offer.length < best.reference->offer.length)
        best = {&delta, &slot};
    }
  return best;
}

// What an earlier attempt has fetched; nothing where something else lies there.
std::optional<Descriptor> open_fetched(const std::filesystem::path& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  Descriptor file(fd);
  if (!S_ISREG(stat_of(fd, path.string()).st_mode)) return std::nullopt;
  return file;
}

// A dry run takes what an earlier attempt has fetched into account, and touches it not.
Descriptor delta_copy(const Layout& layout) {
  Descriptor copy = unnamed_file(layout);
  const std::string name = layout.incoming_delta().string();
  const auto fetched = open_fetched(layout.incoming_delta(), O_RDONLY);
  if (!fetched) return copy;
  std::string buffer(1024 * 1024, '\0');
  for (std::uint64_t offset = 0;;) {
    const std::size_t count =
        pread_some(fetched->get(), buffer.data(), buffer.size(), offset, name);
    if (count == 0) return copy;
    pwrite_all(copy.get(), std::string_view(buffer.data(), count), offset, name);
    offset += count;
  }
}

Descriptor delta_file(const Layout& layout, bool dry_run) {
  if (dry_run) return delta_copy(layout);
  clear_staged(layout);
  if (auto fetched = open_fetched(layout.incoming_delta(), O_RDWR)) return std::move(*fetched);
  clear_delta(layout);
  return open_file(layout.incoming_delta(), O_RDWR | O_CREAT | O_EXCL, 0600);
}

std::shared_ptr<IncomingDelta> incoming_delta(Descriptor file, const Plan& plan,
                                              RepositoryClient& repository,
                                              const DeltaReference& reference) {
  return std::make_shared<IncomingDelta>(std::move(file), "incoming/delta", reference,
                                         blob_path(plan.product, reference.offer.sha256),
                                         repository.blobs());
}

DeltaDetail planned_delta(Session& session, const Plan& plan, RepositoryClient& repository,
                          const ReleaseManifest& manifest, const Choice& choice) {
  auto incoming = incoming_delta(delta_file(session.layout, plan.request.dry_run), plan, repository,
                                 *choice.reference);
  if (incoming->header().from_list_sha256 != choice.reference->from_list_sha256 ||
      incoming->header().to_list_sha256 != manifest.index.list_sha256)
    throw TrustError("trust-mix-and-match", "the delta is one between other releases");
  incoming->fetch_index_change(repository.blobs());
  DeltaPayload payload(incoming->header(), incoming->pieces());
  DraftIndex draft =
      draft_index(choice.from->index, payload.index_change(), manifest.index,
                  unnamed_file(session.layout), "draft of the tree index", session.settings.stop);
  frame_map(draft.index, manifest);  // what is wrong with it is the delta's fault
  return {*choice.reference, choice.from->slot, std::move(incoming), std::move(draft)};
}

}  // namespace

bool may_do_without(const Session& session, const Error& error) {
  if (session.settings.on_delta_failure == DeltaFailure::abort) return false;
  if (error.code().starts_with("trust-") || error.code() == "damaged-slot") return true;
  const auto* fetch = dynamic_cast<const FetchError*>(&error);
  return fetch != nullptr && fetch->lacks_content();
}

bool is_worth_another_attempt(const Error& error) {
  return dynamic_cast<const FetchError*>(&error) != nullptr;
}

void warn_of_frames(Session& session, const Version& from, const Error& error) {
  session.warn("the delta from " + from.text() + " was not used (" + error.code() + ": " +
               error.what() + "): frames of the bundle are downloaded instead");
}

std::optional<DeltaDetail> open_delta(Session& session, const Plan& plan,
                                      RepositoryClient& repository, const ReleaseManifest& manifest,
                                      const std::vector<SlotImage>& slots) {
  const Choice choice = choose(session, manifest, slots);
  if (choice.reference == nullptr || resumable_index(session.layout, manifest.index))
    return std::nullopt;
  unsigned attempts = session.settings.on_delta_failure == DeltaFailure::retry ? 2 : 1;
  while (true) {
    try {
      return planned_delta(session, plan, repository, manifest, choice);
    } catch (const Error& error) {
      if (!may_do_without(session, error)) throw;
      if (--attempts != 0 && is_worth_another_attempt(error)) continue;
      warn_of_frames(session, choice.reference->offer.from, error);
      return std::nullopt;
    }
  }
}

void fetch_delta_again(const Plan& plan, const Layout& layout, BuildDetail& build) {
  build.delta->incoming = incoming_delta(open_file(layout.incoming_delta(), O_RDWR | O_NOFOLLOW),
                                         plan, *build.repository, build.delta->reference);
}

}  // namespace switchback
