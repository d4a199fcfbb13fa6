#include "updater/engine/update_steps.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "base/errors.hpp"
#include "updater/engine/build_plan.hpp"
#include "updater/engine/delta_route.hpp"
#include "updater/engine/incoming.hpp"
#include "updater/engine/recorded_progress.hpp"
#include "updater/engine/tree_build.hpp"
#include "updater/slots/delta_staging.hpp"
#include "updater/slots/rebuild.hpp"
#include "updater/slots/record_fingerprints.hpp"
#include "updater/slots/slot_check.hpp"
#include "updater/slots/slot_users.hpp"
#include "updater/slots/staging.hpp"

namespace switchback {
namespace {

SlotRecord slot_record(const BuildDetail& build, SlotState state) {
  SlotRecord record;
  record.state = state;
  record.version = build.manifest.manifest.version;
  record.index = build.manifest.manifest.index;
  record.manifest = build.manifest.bytes;
  record.shard = build.release.shard;
  record.signer = *build.release.signer;
  return record;
}

std::optional<SlotImage> open_for_check(Session& session, Slot slot) {
  try {
    return open_slot(session.layout, slot, session.store.slot(slot), session.settings.stop);
  } catch (const TrustError& error) {
    throw StateError("damaged-slot", error.what(),
                     "run 'switchback verify --repair', then this again");
  }
}

// A slot is not switched to before it was looked at as thoroughly as the caller wants.
void check_other_slot(Session& session, const Plan& plan, Slot slot) {
  if (plan.request.verify == VerifyLevel::none) return;
  const auto image = open_for_check(session, slot);
  if (!image) throw StateError("inconsistent", "the other slot is not complete");
  SlotCheckOptions options;
  options.stop = session.settings.stop;
  options.progress = session.settings.progress;
  options.rule =
      plan.request.verify == VerifyLevel::full ? KeepRule::rehash : KeepRule::fingerprint;
  check_slot(*image, session.layout, options, [&](const SlotDamage& damage) {
    if (damage.kind == DamageKind::unexpected) {
      session.warn("slot " + std::string(slot_name(slot)) + " holds an unexpected " + damage.path);
      return;
    }
    throw StateError("damaged-slot",
                     fmt::format("slot {} is damaged: {} ({})", slot_name(slot), damage.path,
                                 damage_name(damage.kind)),
                     "run 'switchback verify --repair', then this again");
  });
}

void discard_incoming(Session& session) {
  try {
    clear_incoming(session.layout);
  } catch (const Error& error) {
    session.warn(std::string("staged content could not be removed: ") + error.what());
  }
}

struct StagingReport {
  Progress* progress;
  std::uint64_t* bytes_written;
};

void apply_planned_delta(Session& session, BuildDetail& build, const StagingReport& report) {
  DeltaDetail& delta = *build.delta;
  DeltaStaging staging;
  for (const DeltaLink& link : delta.links)
    staging.steps.push_back({link.incoming.get(), link.expected});
  staging.from = find_slot(build.slots, delta.from);
  staging.draft = &delta.draft;
  staging.places = &delta.places;
  staging.inherited = &delta.inherited;
  for (const auto& slot : build.slots) staging.slots.push_back(&slot);
  staging.layout = &session.layout;
  staging.whole_tree = build.whole_tree;
  staging.stop = session.settings.stop;
  staging.progress = report.progress;
  staging.bytes_written = report.bytes_written;
  build.index = stage_by_delta(staging, build.comparison, build.repository->blobs());
  build.delta.reset();
  clear_delta(session.layout);
}

// The plan may have promised less. The next attempt is free to use a delta then.
void require_allowed(Session& session, const Plan& plan, const BuildDetail& build) {
  TreeComparison comparison = build.comparison;
  TreeStaging staging(staging_request(session, build), comparison);
  staging.foresee();
  // The manifest, the delta and the signed index by now.
  const std::uint64_t spent = downloaded_for_release(plan, build);
  try {
    require_download_allowed(session, build.manifest.manifest.version,
                             spent + staging.select().fetch_bytes);
  } catch (const PolicyError&) {
    discard_incoming(session);
    throw;
  }
}

// Makes what the delta makes. Where it does not lead to the signed tree, the signed index is
// downloaded and its frames will bring what is not right. Says whether nothing but that lies in
// incoming/.
bool stage_changed_files(Session& session, const Plan& plan, BuildDetail& build,
                         const StagingReport& report) {
  const std::string name = build.delta->name();
  unsigned attempts = session.settings.on_delta_failure == DeltaFailure::retry ? 2 : 1;
  for (bool again = false; build.delta; again = true) {
    try {
      if (again) fetch_delta_again(session, plan, build);
      apply_planned_delta(session, build, report);
      return true;
    } catch (const Error& error) {
      if (!may_do_without(session, error)) throw;
      if (--attempts != 0 && is_worth_another_attempt(error)) {
        session.log.warning(std::string("the delta is fetched once more: ") + error.what());
        continue;
      }
      warn_of_frames(session, name, error);
      use_frames_instead(session, plan, build);
      require_allowed(session, plan, build);
    }
  }
  return false;
}

// The slot to be rebuilt stays as it is until all content is here.
void search_strangers(Session& session, const Plan& plan, BuildDetail& build) {
  if (!build.whole_tree)
    build.strangers =
        std::make_shared<StrangerSearch>(session.layout, plan.detail->to_slot, build.index);
}

// `resume`: an earlier attempt may have left something.
void stage_the_rest(Session& session, const Plan& plan, BuildDetail& build,
                    const StagingReport& report, bool resume) {
  StagingRequest request = staging_request(session, build);
  request.bundle_path = blob_path(plan.product, build.manifest.manifest.bundle.sha256);
  request.progress = report.progress;
  request.bytes_written = report.bytes_written;
  TreeStaging staging(request, build.comparison);
  if (resume) staging.resume();
  search_strangers(session, plan, build);
  staging.run(build.repository->blobs());
}

// A cache: without it the next update hashes what it could have looked at.
void record_new_fingerprints(Session& session, const BuildDetail& build, Slot slot) {
  const auto carried_path = session.layout.incoming() / "fingerprints";
  try {
    record_fingerprints(session.layout, slot, build.index,
                        FingerprintReader::open(carried_path, build.index.reference().list_sha256,
                                                build.index.reference().entries));
  } catch (const StorageError& error) {
    session.warn(std::string("fingerprints could not be written: ") + error.what());
  }
  ::unlink(carried_path.c_str());
}

}  // namespace

void preflight(Session& session, const Plan& plan, const UpdateRecord& record) {
  if (plan.instant) {
    check_other_slot(session, plan, record.to_slot);
    return;
  }
  if (plan.request.force) return;
  const auto users = find_slot_users(session.layout.slot(record.to_slot));
  if (users.empty()) return;
  throw PolicyError(
      "slot-in-use",
      fmt::format("slot {} is still used by process {} ({}, {})", slot_name(record.to_slot),
                  users[0].pid, users[0].name, users[0].use),
      "stop that process, or use --force");
}

void stage_content(Session& session, const Plan& plan, BuildDetail& build, UpdateRecord& record) {
  RecordedProgress progress(session, record.id);
  try {
    const StagingReport report{&progress, &record.bytes_written};
    const bool by_delta = build.delta && stage_changed_files(session, plan, build, report);
    stage_the_rest(session, plan, build, report, !by_delta);
  } catch (const StorageError&) {
    discard_incoming(session);  // what an I/O error touched is never synced again
    throw;
  }
}

void rebuild_inactive_slot(Session& session, const Plan& plan, BuildDetail& build) {
  const Slot slot = plan.detail->to_slot;
  session.store.save_slot(slot, slot_record(build, SlotState::rebuilding));
  const auto strangers = build.strangers ? build.strangers->take() : std::nullopt;
  rebuild_slot(session.layout, slot, build.index, build.whole_tree,
               strangers ? &*strangers : nullptr);
  build.strangers.reset();
  auto transaction = session.store.begin();
  session.store.save_slot(slot, slot_record(build, SlotState::complete));
  session.store.remember_manifest(build.manifest.manifest.version, build.manifest.bytes);
  transaction.commit();
  record_new_fingerprints(session, build, slot);
}

}  // namespace switchback
