#include "updater/engine/build_plan.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "base/units.hpp"
#include "updater/engine/incoming.hpp"
#include "updater/engine/index_download.hpp"
#include "updater/engine/measured_updates.hpp"
#include "updater/engine/undo_promise.hpp"
#include "updater/engine/unnamed_file.hpp"
#include "updater/slots/disk_tree.hpp"
#include "updater/slots/selection.hpp"
#include "updater/slots/space.hpp"
#include "updater/slots/staging.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kInodeReserve = 16;
constexpr std::uint64_t kSpaceReserve = 1 << 20;  // state.db, metadata, directories
constexpr std::uint64_t kCoalescedGap = 32 * 1024;

std::vector<SlotImage> open_slots(Session& session, const PlanDetail& detail) {
  std::vector<SlotImage> slots;
  for (const Slot slot : {other_slot(detail.to_slot), detail.to_slot}) {
    try {
      if (auto image = open_slot(session.layout, slot, session.store.slot(slot)))
        slots.push_back(std::move(*image));
    } catch (const TrustError& error) {
      session.warn("slot " + std::string(slot_name(slot)) + " is not used: " + error.what());
    }
  }
  return slots;
}

IndexFile fetch_index(Session& session, const Plan& plan, RepositoryClient& repository,
                      const ReleaseManifest& manifest, const std::vector<SlotImage>& slots) {
  std::vector<const IndexFile*> known;
  for (const auto& slot : slots) known.push_back(&slot.index);
  const Layout& layout = session.layout;
  if (plan.request.dry_run)
    return download_index(repository.blobs(), manifest, known, unnamed_file(layout), "tree index");
  if (auto index = resumable_index(layout, manifest.index)) return std::move(*index);
  clear_incoming(layout);
  const auto temporary = layout.incoming() / "index.new";
  IndexFile index = download_index(repository.blobs(), manifest, known,
                                   open_file(temporary, O_RDWR | O_CREAT | O_EXCL, 0600),
                                   layout.incoming_index().string());
  if (::rename(temporary.c_str(), layout.incoming_index().c_str()) != 0)
    throw StorageError("rename", layout.incoming_index().string(), errno);
  return index;
}

const SlotImage* find_slot(const std::vector<SlotImage>& slots, Slot slot) {
  for (const auto& image : slots)
    if (image.slot == slot) return &image;
  return nullptr;
}

std::uint64_t count_requests(const FrameMap& frames, const Selection& selection) {
  std::uint64_t requests = 0;
  std::uint64_t end = 0;
  for (const std::size_t number : selection.fetch) {
    const Piece piece = frames.piece(number);
    if (requests == 0 || piece.offset > end + kCoalescedGap) ++requests;
    end = piece.offset + piece.length;
  }
  return requests;
}

void compare(Session& session, const Plan& plan, Slot to_slot, BuildDetail& build) {
  const SlotImage* target = find_slot(build.slots, to_slot);
  build.whole_tree = target == nullptr;
  const KeepRule rule =
      plan.request.verify == VerifyLevel::full ? KeepRule::rehash : KeepRule::fingerprint;
  std::optional<FingerprintWriter> carry;
  if (target != nullptr && !plan.request.dry_run)
    carry.emplace(session.layout.incoming() / "fingerprints", build.index.reference().list_sha256);
  build.comparison =
      compare_with_slot(build.index, target, session.layout, rule, carry ? &*carry : nullptr);
  if (carry) carry->commit();
  std::vector<const SlotImage*> sources;
  for (const auto& slot : build.slots) sources.push_back(&slot);
  find_local_content(build.index, sources, build.comparison);
}

// What an earlier attempt has already taken from the disk: it is used again, or removed first.
std::uint64_t staged_space(const Layout& layout) {
  const auto tree = open_if_exists(layout.incoming_tree(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!tree) return 0;
  std::uint64_t bytes = 0;
  DiskTree staged(tree->get());
  while (const DiskTree::Entry* entry = staged.next())
    bytes += static_cast<std::uint64_t>(entry->info.st_blocks) * 512;
  return bytes;
}

// What is left to do where an interrupted attempt has staged a part already. A dry run looks at it
// without touching it, and only if the real run would use it.
void add_remaining_work(Session& session, Plan& plan, BuildDetail& build) {
  StagingRequest request;
  request.next = &build.index;
  request.frames = &build.frames;
  for (const auto& slot : build.slots) request.slots.push_back(&slot);
  request.layout = &session.layout;
  TreeStaging staging(request, build.comparison);
  if (!plan.request.dry_run) {
    staging.resume();
  } else if (resumable_index(session.layout, build.manifest.manifest.index)) {
    staging.foresee();
  }
  const Selection selection = staging.select();
  plan.download_bytes = selection.fetch_bytes;
  plan.requests = count_requests(build.frames, selection);
  plan.write_bytes = build.comparison.changed_bytes - staging.present().bytes;
  plan.changed_files = build.comparison.changed_files - staging.present().files;
}

void add_figures(Session& session, Plan& plan, BuildDetail& build) {
  add_remaining_work(session, plan, build);
  const std::uint64_t staged = staged_space(session.layout);
  plan.space_needed = build.comparison.changed_blocks -
                      std::min(staged, build.comparison.changed_blocks) +
                      build.index.reference().length +
                      build.index.reference().entries * sizeof(Fingerprint) + kSpaceReserve;
  plan.space_available = available_space(session.layout).bytes;
  plan.inodes_needed =
      (build.whole_tree ? build.index.reference().entries : build.comparison.changed_files) +
      kInodeReserve;
}

void add_expected_time(Session& session, Plan& plan) {
  const ExpectedTime expected =
      expected_build_time(measured_updates(session), plan.download_bytes, plan.write_bytes,
                          session.settings.network.limit_rate);
  plan.expected_time = expected.duration;
  plan.expected_time_measured = expected.measured;
  plan.expected_time_basis = expected.basis;
}

// Refused here, before anything is asked or changed; a dry run shows the figures instead.
void require_affordable(Session& session, const Plan& plan) {
  const auto limit = session.settings.max_download;
  if (limit && plan.download_bytes > *limit)
    throw PolicyError(
        "max-download",
        fmt::format("{} would download {}, policy.max_download allows {}", plan.to->text(),
                    format_size(plan.download_bytes), format_size(*limit)),
        "raise policy.max_download in the configuration");
  if (!plan.request.dry_run) require_space(session.layout, {plan.space_needed, plan.inodes_needed});
}

// Parts of a release that this program does not act on yet; installing it without them must not go
// unnoticed.
void note_declared_parts(Plan& plan, const ReleaseDescription& release) {
  std::string parts;
  for (const auto& key : release.declared) {
    static constexpr std::string_view kUnderstood[] = {
        "product", "security", "upgrades_from", "min_version", "barrier", "restart_required"};
    if (std::find(std::begin(kUnderstood), std::end(kUnderstood), key) == std::end(kUnderstood))
      parts += (parts.empty() ? "" : ", ") + key;
  }
  if (!parts.empty())
    plan.notes.push_back("the release declares " + parts +
                         ", which this switchback installs but does not act on");
}

}  // namespace

Plan plan_build(Session& session, Plan plan, std::shared_ptr<PlanDetail> detail,
                std::shared_ptr<RepositoryClient> repository, const Release& target) {
  VerifiedManifest manifest = repository->manifest(target);
  if (!plan.request.dry_run)
    require_space(session.layout, {manifest.manifest.index.length + kSpaceReserve, kInodeReserve});
  std::vector<SlotImage> slots = open_slots(session, *detail);
  IndexFile index = fetch_index(session, plan, *repository, manifest.manifest, slots);
  FrameMap frames = FrameMap::build(index);
  if (frames.bundle_length() != manifest.manifest.bundle.length)
    throw TrustError("trust-format", "the tree index and the manifest disagree about the bundle");
  note_declared_parts(plan, manifest.manifest.release);
  plan.restart_required = manifest.manifest.release.restart_required;
  auto build = std::make_shared<BuildDetail>(BuildDetail{std::move(manifest),
                                                         target,
                                                         repository,
                                                         std::move(index),
                                                         std::move(frames),
                                                         std::move(slots),
                                                         {},
                                                         false});
  compare(session, plan, detail->to_slot, *build);
  add_figures(session, plan, *build);
  add_expected_time(session, plan);
  require_affordable(session, plan);
  plan.steps = {"preflight", "stage", "switch", "commit"};
  plan.undo = undo_promise(plan, floor_of(build->manifest.manifest));
  detail->build = std::move(build);
  plan.detail = std::move(detail);
  return plan;
}

}  // namespace switchback
