// The part of StateStore that is about updates: their records, steps and progress.
#include <fmt/format.h>

#include "base/errors.hpp"
#include "updater/state/state_store.hpp"
#include "updater/state/stored_version.hpp"

namespace switchback {
namespace {

constexpr const char* kUpdateColumns =
    "id, kind, from_version, to_version, from_slot, to_slot, phase, outcome, started, finished, "
    "bytes_downloaded, bytes_written, requests, error, warning, undone_by";

std::int64_t seconds_of(Timestamp time) {
  return time.time_since_epoch().count();
}
Timestamp time_of(std::int64_t seconds) {
  return Timestamp(std::chrono::seconds(seconds));
}
Instant instant_of(std::int64_t ms) {
  return Instant(std::chrono::milliseconds(ms));
}

// Recovery compares it with where `current` points: another slot than the recorded one is no
// answer.
Slot stored_slot(const std::string& name) {
  if (const auto slot = parse_slot(name)) return *slot;
  throw StateError("future-state", "state.db holds an unknown slot '" + name + "'",
                   "use the newer switchback that wrote it");
}

UpdateRecord read_update(const Statement& row) {
  UpdateRecord record;
  record.id = row.text(0);
  record.kind = parse_update_kind(row.text(1));
  if (const auto from = row.optional_text(2)) record.from = stored_version(*from);
  record.to = stored_version(row.text(3));
  if (const auto slot = row.optional_text(4)) record.from_slot = stored_slot(*slot);
  record.to_slot = stored_slot(row.text(5));
  record.phase = parse_update_phase(row.text(6));
  record.outcome = parse_update_outcome(row.text(7));
  record.started = time_of(row.number(8));
  if (row.optional_text(9)) record.finished = time_of(row.number(9));
  record.bytes_downloaded = static_cast<std::uint64_t>(row.number(10));
  record.bytes_written = static_cast<std::uint64_t>(row.number(11));
  record.requests = static_cast<std::uint64_t>(row.number(12));
  record.error = row.text(13);
  record.warning = row.text(14);
  record.undone_by = row.optional_text(15);
  return record;
}

void bind_update(Statement& statement, const UpdateRecord& record) {
  std::optional<std::string> from_slot;
  if (record.from_slot) from_slot = std::string(slot_name(*record.from_slot));
  std::optional<std::string> finished;
  if (record.finished) finished = std::to_string(seconds_of(*record.finished));
  statement.bind(1, record.id)
      .bind(2, update_kind_name(record.kind))
      .bind_optional(3, optional_version(record.from))
      .bind(4, record.to.text())
      .bind_optional(5, from_slot)
      .bind(6, slot_name(record.to_slot))
      .bind(7, update_phase_name(record.phase))
      .bind(8, update_outcome_name(record.outcome))
      .bind(9, seconds_of(record.started))
      .bind_optional(10, finished)
      .bind(11, static_cast<std::int64_t>(record.bytes_downloaded))
      .bind(12, static_cast<std::int64_t>(record.bytes_written))
      .bind(13, static_cast<std::int64_t>(record.requests))
      .bind(14, record.error)
      .bind(15, record.warning)
      .bind_optional(16, record.undone_by);
}

}  // namespace

std::string StateStore::new_update_id(const std::optional<Version>& from, const Version& to,
                                      Timestamp time) {
  const std::string base =
      fmt::format("update_{}_{}_{}", from ? from->text() : "none", to.text(), format_compact(time));
  std::string id = base;
  for (int n = 2; update(id); ++n) id = fmt::format("{}_{}", base, n);
  return id;
}

void StateStore::insert_update(const UpdateRecord& record) {
  auto statement = database_.prepare(fmt::format(
      "INSERT INTO updates ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
      "?13, ?14, ?15, ?16)",
      kUpdateColumns));
  bind_update(statement, record);
  statement.run();
}

void StateStore::save_update(const UpdateRecord& record) {
  auto statement = database_.prepare(
      "UPDATE updates SET kind = ?2, from_version = ?3, to_version = ?4, from_slot = ?5, to_slot = "
      "?6, "
      "phase = ?7, outcome = ?8, started = ?9, finished = ?10, bytes_downloaded = ?11, "
      "bytes_written = ?12, requests = ?13, error = ?14, warning = ?15, undone_by = ?16 WHERE id = "
      "?1");
  bind_update(statement, record);
  statement.run();
  if (database_.changes() != 1) throw StateError("state", "state.db lost update " + record.id);
}

std::vector<UpdateRecord> StateStore::select_updates(const std::string& condition,
                                                     std::size_t limit) {
  auto query = database_.prepare(fmt::format("SELECT {} FROM updates {} ORDER BY seq DESC LIMIT {}",
                                             kUpdateColumns, condition,
                                             limit == 0 ? -1 : static_cast<std::int64_t>(limit)));
  std::vector<UpdateRecord> records;
  while (query.step()) records.push_back(read_update(query));
  return records;
}

std::optional<UpdateRecord> StateStore::update(const std::string& id) {
  auto query =
      database_.prepare(fmt::format("SELECT {} FROM updates WHERE id = ?1", kUpdateColumns));
  query.bind(1, std::string_view(id));
  if (!query.step()) return std::nullopt;
  return read_update(query);
}

std::vector<UpdateRecord> StateStore::updates(std::size_t limit) {
  return select_updates("", limit);
}

std::optional<UpdateRecord> StateStore::open_update() {
  auto open = select_updates("WHERE outcome = 'open'", 1);
  if (open.empty()) return std::nullopt;
  return std::move(open.front());
}

void StateStore::start_step(const std::string& update_id, const std::string& step, Instant time) {
  database_.prepare("INSERT INTO steps (update_id, step, started, outcome) VALUES (?1, ?2, ?3, '')")
      .bind(1, std::string_view(update_id))
      .bind(2, std::string_view(step))
      .bind(3, static_cast<std::int64_t>(time.time_since_epoch().count()))
      .run();
}

void StateStore::finish_step(const std::string& update_id, const std::string& step,
                             const std::string& outcome, Instant time) {
  database_
      .prepare(
          "UPDATE steps SET finished = ?4, outcome = ?3 WHERE update_id = ?1 AND step = ?2 "
          "AND outcome = ''")
      .bind(1, std::string_view(update_id))
      .bind(2, std::string_view(step))
      .bind(3, std::string_view(outcome))
      .bind(4, static_cast<std::int64_t>(time.time_since_epoch().count()))
      .run();
}

void StateStore::finish_open_steps(const std::string& update_id, const std::string& outcome,
                                   Instant time) {
  database_
      .prepare("UPDATE steps SET finished = ?3, outcome = ?2 WHERE update_id = ?1 AND outcome = ''")
      .bind(1, std::string_view(update_id))
      .bind(2, std::string_view(outcome))
      .bind(3, static_cast<std::int64_t>(time.time_since_epoch().count()))
      .run();
}

void StateStore::save_progress(const std::string& update_id, const ProgressRecord& progress) {
  database_.prepare("INSERT OR REPLACE INTO progress VALUES (?1, ?2, ?3, ?4)")
      .bind(1, std::string_view(update_id))
      .bind(2, std::string_view(progress.phase))
      .bind(3, static_cast<std::int64_t>(progress.done))
      .bind(4, static_cast<std::int64_t>(progress.total))
      .run();
}

std::optional<ProgressRecord> StateStore::progress(const std::string& update_id) {
  auto query = database_.prepare("SELECT phase, done, total FROM progress WHERE update_id = ?1");
  query.bind(1, std::string_view(update_id));
  if (!query.step()) return std::nullopt;
  return ProgressRecord{query.text(0), static_cast<std::uint64_t>(query.number(1)),
                        static_cast<std::uint64_t>(query.number(2))};
}

std::vector<StepRecord> StateStore::steps(const std::string& update_id) {
  auto query = database_.prepare(
      "SELECT step, started, finished, outcome FROM steps WHERE update_id = ?1 ORDER BY seq");
  query.bind(1, std::string_view(update_id));
  std::vector<StepRecord> records;
  while (query.step()) {
    StepRecord record{query.text(0), instant_of(query.number(1)), std::nullopt, query.text(3)};
    if (query.optional_text(2)) record.finished = instant_of(query.number(2));
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace switchback
