#include "updater/engine/build_plan.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "base/units.hpp"
#include "updater/engine/delta_route.hpp"
#include "updater/engine/incoming.hpp"
#include "updater/engine/measured_updates.hpp"
#include "updater/engine/source_price.hpp"
#include "updater/engine/tree_build.hpp"
#include "updater/engine/undo_promise.hpp"
#include "updater/slots/disk_tree.hpp"
#include "updater/slots/selection.hpp"
#include "updater/slots/space.hpp"
#include "updater/slots/staging.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kInodeReserve = 16;
constexpr std::uint64_t kSpaceReserve = 1 << 20;  // state.db, metadata, directories

std::vector<SlotImage> open_slots(Session& session, const PlanDetail& detail) {
  std::vector<SlotImage> slots;
  for (const Slot slot : {other_slot(detail.to_slot), detail.to_slot}) {
    try {
      if (auto image =
              open_slot(session.layout, slot, session.store.slot(slot), session.settings.stop))
        slots.push_back(std::move(*image));
    } catch (const TrustError& error) {
      session.warn("slot " + std::string(slot_name(slot)) + " is not used: " + error.what());
    }
  }
  return slots;
}

// What an earlier attempt has already taken from the disk: it is used again, or removed first.
std::uint64_t staged_space(const Layout& layout) {
  const auto tree = open_if_exists(layout.incoming_tree(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!tree) return 0;
  std::uint64_t bytes = 0;
  DiskTree staged(tree->get());
  while (staged.next() != nullptr)
    if (const auto info = staged.info()) bytes += static_cast<std::uint64_t>(info->st_blocks) * 512;
  return bytes;
}

// What is left to do where an interrupted attempt has staged a part already. A dry run looks at it
// without touching it, and only if the real run would use it.
PlannedSource look_at_staged(Session& session, Plan& plan, BuildDetail& build) {
  TreeStaging staging(staging_request(session, build), build.comparison);
  if (!plan.request.dry_run) {
    staging.resume();
  } else if (resumable_index(session.layout, build.manifest.manifest.index,
                             session.settings.stop)) {
    staging.foresee();
  }
  plan.write_bytes = build.comparison.changed_bytes - staging.present().bytes;
  plan.changed_files = build.comparison.changed_files - staging.present().files;
  return price_of_frames(build.frames, staging.select());
}

PlannedSource by_delta(const DeltaDetail& delta) {
  PlannedSource source;
  source.delta_from = delta.from_version();
  source.bytes = delta.missing_bytes();
  for (const DeltaLink& link : delta.links) {
    source.requests += link.incoming->missing_requests();
    source.through.push_back(link.to);
  }
  source.through.pop_back();
  return source;
}

// Of the disk, with what an earlier attempt has taken already.
std::uint64_t space_needed(const Session& session, const BuildDetail& build) {
  const std::uint64_t staged = staged_space(session.layout);
  return build.comparison.changed_blocks - std::min(staged, build.comparison.changed_blocks) +
         build.index.reference().length + build.index.reference().entries * sizeof(Fingerprint) +
         kSpaceReserve + (build.delta ? build.delta->space_needed() : 0);
}

bool are_frames_better(const Session& session, const Plan& plan, const BuildDetail& build,
                       const PlannedSource& frames, const PlannedSource& delta) {
  const std::uint64_t limit = session.settings.max_download.value_or(~std::uint64_t{0});
  const std::uint64_t left = limit - std::min(limit, downloaded_for_release(plan, build));
  const std::uint64_t available = available_space(session.layout).bytes;
  const std::uint64_t needed = space_needed(session, build);
  return is_better(
      {frames, frames.bytes <= left, needed - build.delta->space_needed() <= available},
      {delta, delta.bytes <= left, needed <= available});
}

// Where content comes from, and how much of it is left to fetch and to write.
void choose_source(Session& session, Plan& plan, BuildDetail& build) {
  if (build.delta) {
    const PlannedSource delta = by_delta(*build.delta);
    const PlannedSource frames = foreseen_price_of_frames(session, build);
    plan.sources = {delta, frames};
    plan.write_bytes = build.comparison.changed_bytes + build.delta->bytes_on_the_way;
    plan.changed_files = build.comparison.changed_files;
    if (!are_frames_better(session, plan, build, frames, delta)) return;
    build.delta.reset();
    build.index =
        signed_index(session, plan, *build.repository, build.manifest.manifest, build.slots);
    build.frames = frame_map(build.index, build.manifest.manifest, session.settings.stop);
    compare_with_slots(session, plan, plan.detail->to_slot, build);
    plan.sources = {look_at_staged(session, plan, build), delta};
    return;
  }
  plan.sources = {look_at_staged(session, plan, build)};
}

void add_figures(Session& session, Plan& plan, BuildDetail& build) {
  choose_source(session, plan, build);
  plan.download_bytes = plan.sources.front().bytes;
  plan.requests = plan.sources.front().requests;
  plan.planning_bytes = downloaded_for_release(plan, build);
  plan.space_needed = space_needed(session, build);
  plan.space_available = available_space(session.layout).bytes;
  plan.inodes_needed =
      (build.whole_tree ? build.index.reference().entries : build.comparison.changed_files) +
      (build.delta ? build.delta->files_on_the_way : 0) + kInodeReserve;
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
  require_download_allowed(session, *plan.to, plan.download_bytes + plan.planning_bytes);
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

std::uint64_t downloaded_for_release(const Plan& plan, const BuildDetail& build) {
  return build.repository->totals().bytes - plan.detail->spent.bytes;
}

void require_download_allowed(const Session& session, const Version& version, std::uint64_t bytes) {
  const auto limit = session.settings.max_download;
  if (!limit || bytes <= *limit) return;
  throw PolicyError("max-download",
                    fmt::format("{} would download {}, policy.max_download allows {}",
                                version.text(), format_size(bytes), format_size(*limit)),
                    "raise policy.max_download in the configuration");
}

Plan plan_build(Session& session, Plan plan, const std::shared_ptr<PlanDetail>& detail,
                const std::shared_ptr<RepositoryClient>& repository, const Release& target) {
  const auto foreseen = foreseen_deltas(session, *repository, target);
  DeltaSearch search;
  if (foreseen) {
    search.foreseen = &*foreseen;
    search.beginning =
        wanted_beginning(session, plan.product, foreseen->deltas.back(), foreseen->deltas.size());
  }
  VerifiedManifest manifest = repository->manifest(target, search.beginning);
  if (!plan.request.dry_run)
    require_space(session.layout, {manifest.manifest.index.length + kSpaceReserve, kInodeReserve});
  std::vector<SlotImage> slots = open_slots(session, *detail);
  search.manifest = &manifest.manifest;
  search.manifest_length = manifest.bytes.size();
  search.slots = &slots;
  auto delta = open_delta(session, plan, *repository, search);
  IndexFile index = delta ? delta->draft.index
                          : signed_index(session, plan, *repository, manifest.manifest, slots);
  FrameMap frames = frame_map(index, manifest.manifest, session.settings.stop);
  note_declared_parts(plan, manifest.manifest.release);
  plan.restart_required = manifest.manifest.release.restart_required;
  auto build = std::make_shared<BuildDetail>(BuildDetail{std::move(manifest),
                                                         target,
                                                         repository,
                                                         std::move(index),
                                                         std::move(frames),
                                                         std::move(slots),
                                                         {},
                                                         false,
                                                         std::move(delta)});
  plan.detail = detail;
  compare_with_slots(session, plan, detail->to_slot, *build);
  add_figures(session, plan, *build);
  add_expected_time(session, plan);
  require_affordable(session, plan);
  plan.steps = {"preflight", "stage", "switch", "commit"};
  plan.undo = undo_promise(plan, floor_of(build->manifest.manifest));
  detail->build = std::move(build);
  return plan;
}

}  // namespace switchback
