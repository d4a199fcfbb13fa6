// state.db: what this host is, what its two slots hold, and the history of its updates.
// Additive schema with a `min_reader`: an older program that meets a newer database says so and can
// still roll back. One thread, one process at a time writes (the root's lock); any number may read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "manifest-schema/version.hpp"
#include "switchback/decision.hpp"
#include "updater/state/layout.hpp"
#include "updater/state/slot_record.hpp"
#include "updater/state/sqlite.hpp"
#include "updater/state/update_record.hpp"

namespace switchback {

// Set by `init`, all but the channel for ever.
struct HostRecord {
  std::string product;
  std::vector<std::string> repositories;  // base URLs ending in '/', in order of preference
  std::string trust_anchor;  // SHA-256 (hex) of 1.root.json, or of the root file given to init
  std::string host_id;       // random, 32 hex digits: rollout bucket
  std::optional<Channel> channel;  // recorded by `install`
};

class StateStore {
 public:
  static StateStore create(const std::filesystem::path& path, const HostRecord& host);
  // Opens also what a newer program wrote: see require_understood().
  static StateStore open(const std::filesystem::path& path);
  static StateStore open_read_only(const std::filesystem::path& path);

  // StateError("future-state") where a newer program requires a newer reader. To be called before
  // anything but a rollback, which every program can do.
  void require_understood();

  HostRecord host();
  void set_channel(Channel channel);

  // What the operator has decided about versions.
  HostPolicy policy();
  std::optional<Version> pin();
  void set_pin(const std::optional<Version>& version);
  // `until` is looked at only where `held`.
  void set_hold(bool held, const std::optional<Timestamp>& until);

  SlotRecord slot(Slot slot);
  void save_slot(Slot slot, const SlotRecord& record);

  // Groups several of the calls above and below in one durable step.
  StateTransaction begin() { return StateTransaction(database_); }

  std::string new_update_id(const std::optional<Version>& from, const Version& to, Timestamp time);
  void insert_update(const UpdateRecord& record);
  void save_update(const UpdateRecord& record);
  std::optional<UpdateRecord> update(const std::string& id);
  // Newest first; `limit` 0 is all.
  std::vector<UpdateRecord> updates(std::size_t limit = 0);
  // The one update without an outcome, if any.
  std::optional<UpdateRecord> open_update();

  void start_step(const std::string& update_id, const std::string& step, Instant time);
  void finish_step(const std::string& update_id, const std::string& step,
                   const std::string& outcome, Instant time);
  // Ends whatever step is still running.
  void finish_open_steps(const std::string& update_id, const std::string& outcome, Instant time);
  // How far the longest part of an update has come, for other processes that follow it.
  void save_progress(const std::string& update_id, const ProgressRecord& progress);
  std::optional<ProgressRecord> progress(const std::string& update_id);
  std::vector<StepRecord> steps(const std::string& update_id);

  // Highest metadata versions ever accepted (core/trust/seen_versions.hpp), as one line of text: a
  // dropped cache cannot be rolled back.
  std::string seen_versions();
  void save_seen_versions(const std::string& text);

  // Manifests of releases that were installed or read, so that `changelog` works without a network.
  void remember_manifest(const Version& version, const std::string& manifest);
  std::optional<std::string> manifest(const Version& version);
  std::vector<Version> remembered_versions();

 private:
  explicit StateStore(Database database) : database_(std::move(database)) {}
  std::optional<std::string> meta(const std::string& key);
  void set_meta(const std::string& key, const std::string& value);
  void remove_meta(const std::string& key);
  std::int64_t min_reader();
  std::vector<UpdateRecord> select_updates(const std::string& condition, std::size_t limit);

  Database database_;
};

}  // namespace switchback
