#include "updater/engine/planner.hpp"

#include <algorithm>

#include "base/errors.hpp"
#include "updater/engine/build_plan.hpp"
#include "updater/engine/commit.hpp"
#include "updater/engine/last_check.hpp"
#include "updater/engine/measured_updates.hpp"
#include "updater/engine/plan_detail.hpp"
#include "updater/engine/undo_promise.hpp"
#include "updater/engine/version_choice.hpp"
#include "updater/slots/space.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kScratchBytes = 1 << 20;
constexpr std::uint64_t kScratchInodes = 32;
constexpr std::chrono::seconds kAcceptStaleLimit = std::chrono::hours(24 * 365);

Plan empty_plan(Session& session, const UpdateRequest& request) {
  Plan plan;
  plan.request = request;
  plan.product = session.store.host().product;
  plan.from = session.active_version();
  return plan;
}

Plan nothing_to_do(Plan plan) {
  plan.to = plan.from;
  plan.nothing_to_do = true;
  return plan;
}

// The slot that holds `version`, complete and not active.
bool other_slot_holds(Session& session, Slot slot, const Version& version) {
  const SlotRecord record = session.store.slot(slot);
  return record.state == SlotState::complete && record.version == version;
}

std::shared_ptr<PlanDetail> slots_of_plan(Session& session) {
  auto detail = std::make_shared<PlanDetail>();
  detail->from_slot = session.layout.active();
  detail->to_slot = detail->from_slot ? other_slot(*detail->from_slot) : Slot::a;
  return detail;
}

// Only the switch is left.
Plan instant_plan(Session& session, Plan plan, std::shared_ptr<PlanDetail> detail) {
  const SlotRecord slot = session.store.slot(detail->to_slot);
  const ReleaseManifest manifest = parse_manifest(slot.manifest);
  const ExpectedTime expected = expected_instant_time(measured_updates(session));
  plan.restart_required = manifest.release.restart_required;
  plan.instant = true;
  plan.expected_time = expected.duration;
  plan.expected_time_measured = expected.measured;
  plan.expected_time_basis = expected.basis;
  plan.steps = {"preflight", "switch", "commit"};
  plan.undo = undo_promise(plan, floor_of(manifest));
  plan.detail = std::move(detail);
  return plan;
}

std::chrono::seconds stale_allowance(const UpdateRequest& request) {
  if (!request.accept_stale) return std::chrono::seconds(0);
  return std::min<std::chrono::seconds>(*request.accept_stale, kAcceptStaleLimit);
}

// A disk without room for metadata and records is refused before anything is written to it.
void require_scratch_space(Session& session, const UpdateRequest& request) {
  if (!request.dry_run) require_space(session.layout, {kScratchBytes, kScratchInodes});
}

std::shared_ptr<RepositoryClient> refreshed_repository(Session& session,
                                                       const UpdateRequest& request,
                                                       const ShardsWanted& wanted, Timestamp now) {
  auto repository = std::make_shared<RepositoryClient>(
      session,
      request.dry_run ? RepositoryClient::Writes::none : RepositoryClient::Writes::allowed);
  repository->refresh(now, wanted, stale_allowance(request));
  if (!request.dry_run) note_refresh(session.layout, repository->news());
  return repository;
}

// What several updates mean for the way back: each rebuilds the slot that the one before left.
void note_updates(Plan& plan) {
  const Version& stop = plan.updates[plan.updates.size() - 2].to;
  plan.notes.push_back("this takes " + std::to_string(plan.updates.size()) +
                       " updates; afterwards the instant rollback is to " + stop.text() +
                       (plan.from ? ", no longer to " + plan.from->text() : ""));
  plan.undo = "rollback: instant to " + stop.text();
}

// `plan.to` is in the repository.
Plan build_plan_to(Session& session, Plan plan, const std::shared_ptr<PlanDetail>& detail,
                   const std::shared_ptr<RepositoryClient>& repository) {
  const Release& target = *repository->find(*plan.to);
  return plan_build(session, std::move(plan), detail, repository, target);
}

Plan plan_move(Session& session, const UpdateRequest& request, Timestamp now) {
  Plan plan = empty_plan(session, request);
  if (!plan.from && request.kind != UpdateRequest::Kind::install)
    throw StateError("not-found", "nothing is installed here yet",
                     "run 'switchback install' first");
  require_scratch_space(session, request);
  const HostFacts facts = host_facts(session, now);
  const ResolveRequest question = resolve_request(session, request);
  const auto repository = refreshed_repository(session, request, shards_for(facts, question), now);
  const ReleaseGraph graph = graph_of(repository->releases());
  const Decision decision = resolve(graph, facts, question);
  if (decision.refusal) raise(*decision.refusal);
  if (decision.path.empty()) return nothing_to_do(std::move(plan));
  plan.updates = planned_updates(decision);
  plan.to = plan.updates.front().to;
  plan.security =
      crosses_security_release(graph, plan.from, decision.path.back().to, question.channel);
  auto detail = slots_of_plan(session);
  if (request.kind == UpdateRequest::Kind::install)
    detail->record_channel = channel_to_record(request);
  detail->spent = repository->totals();
  if (detail->from_slot && other_slot_holds(session, detail->to_slot, *plan.to))
    plan = instant_plan(session, std::move(plan), std::move(detail));
  else
    plan = build_plan_to(session, std::move(plan), detail, repository);
  if (plan.updates.size() > 1) note_updates(plan);
  return plan;
}

// Where a rollback leads: to what the newest update came from, or to before the update that is
// named.
UpdateRecord rollback_origin(Session& session, const UpdateRequest& request) {
  const auto history = session.store.updates();
  for (const auto& record : history) {
    if (request.update_id ? record.id != *request.update_id : record.kind == UpdateKind::rollback)
      continue;
    const bool undoable = record.outcome == UpdateOutcome::succeeded && !record.undone_by;
    if (!undoable && !request.update_id) continue;
    if (!undoable || !record.from)
      throw StateError("not-found",
                       record.id + " cannot be undone: " +
                           (record.from ? "it is not in force" : "nothing was installed before it"),
                       "see 'switchback history'");
    return record;
  }
  throw StateError(
      "not-found",
      request.update_id ? "there is no update " + *request.update_id : "there is no update to undo",
      "see 'switchback history'");
}

// The highest floor that the active version or one on the way back to before it demands.
std::optional<Version> floor_on_the_way(Session& session, Slot active,
                                        const std::vector<UpdateRecord>& undone) {
  auto floor = floor_of(parse_manifest(session.store.slot(active).manifest));
  for (const auto& update : undone) {
    const auto manifest = session.store.manifest(update.to);
    const auto demanded = manifest ? floor_of(parse_manifest(*manifest)) : std::nullopt;
    if (demanded && (!floor || *floor < *demanded)) floor = demanded;
  }
  return floor;
}

void require_above_floor(Session& session, const UpdateRequest& request, const Version& target,
                         const std::vector<UpdateRecord>& undone) {
  if (request.force) return;
  const auto active = session.layout.active();
  if (!active) return;
  const auto floor = floor_on_the_way(session, *active, undone);
  if (floor && target < *floor)
    throw PolicyError("min-version", "this host may not go below " + floor->text(),
                      "use --force to do it all the same");
}

Plan plan_rollback(Session& session, const UpdateRequest& request, Timestamp now) {
  Plan plan = empty_plan(session, request);
  const UpdateRecord origin = rollback_origin(session, request);
  plan.to = origin.from;
  UpdateRecord rollback;
  rollback.to = *plan.to;
  const auto undone = updates_undone_by(session, rollback);
  for (const auto& update : undone) plan.undone_updates.push_back(update.id);
  require_unpinned(session, request, *plan.to);
  require_above_floor(session, request, *plan.to, undone);
  auto detail = slots_of_plan(session);
  if (plan.from == plan.to) return nothing_to_do(std::move(plan));
  if (other_slot_holds(session, detail->to_slot, *plan.to))
    return instant_plan(session, std::move(plan), std::move(detail));
  // Further back than the other slot reaches: that version has to be built again.
  require_scratch_space(session, request);
  const auto repository = refreshed_repository(session, request, shards_with(*plan.to), now);
  const Release* target = repository->find(*plan.to);
  if (target == nullptr)
    throw StateError("not-found", plan.to->text() + " is neither in a slot nor in the repository");
  detail->spent = repository->totals();
  return plan_build(session, std::move(plan), detail, repository, *target);
}

}  // namespace

Plan make_plan(Session& session, const UpdateRequest& request, Timestamp now) {
  return request.kind == UpdateRequest::Kind::rollback ? plan_rollback(session, request, now)
                                                       : plan_move(session, request, now);
}

}  // namespace switchback
