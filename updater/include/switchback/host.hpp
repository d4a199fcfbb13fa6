// The host library: everything `switchback` does, without printing, exiting, reading the
// environment or installing signal handlers. No curl, JSON or SQLite type appears here. Errors are
// the exceptions of switchback/error.hpp.
//
//   auto host = switchback::Host::open("/opt/app", {});
//   host.lock("upgrade");
//   const auto plan = host.plan({.kind = switchback::UpdateRequest::Kind::upgrade});
//   if (!plan.nothing_to_do) {
//     const auto update = host.prepare(plan);   // download, verify, build the inactive slot
//     host.activate(update);                    // the switch: one rename, durable on return
//     host.confirm(update);                     // commit
//   }
//
// Where plan.updates lists several updates, that was the first of them: plan again for the next.
//
// One Host belongs to one thread. Between prepare() and activate(), and between activate() and
// confirm(), the caller may do what it likes; abandon() gives up before confirm() and leaves or
// restores the old version.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "switchback/decision.hpp"
#include "switchback/plan.hpp"
#include "switchback/progress.hpp"
#include "switchback/status.hpp"
#include "switchback/version.hpp"

namespace switchback {

struct InitRequest {
  std::filesystem::path root;
  std::vector<std::string> repositories;  // http(s):// or file:// base URLs
  std::string product;
  // Bytes of a trusted root.json, or the SHA-256 (hex) of the repository's 1.root.json.
  std::optional<std::string> trusted_root;
  std::optional<std::string> trusted_root_sha256;
};

// How to reach the repositories: `repository` of the configuration.
struct NetworkSettings {
  std::string ca_file;
  std::string client_certificate;
  std::string token_file;  // its first line is sent as "Authorization: Bearer"
  std::string proxy;
  std::uint64_t limit_rate = 0;          // bytes per second; 0: none
  std::chrono::milliseconds timeout{0};  // of a transfer that stands still; 0: the default
};

// Called before the step `stop` and before `commit`; false vetoes, and the update is abandoned.
using Gate = std::function<bool(std::string_view step, std::string_view update_id)>;

struct HostSettings {
  NetworkSettings network;
  std::optional<Channel> channel;             // policy.channel of the configuration
  std::optional<std::uint64_t> max_download;  // policy.max_download: bytes for one update
  DeltaFailure on_delta_failure = DeltaFailure::full;
  std::stop_token stop;          // a request ends any call with Interrupted
  Progress* progress = nullptr;  // may be called from any thread; must outlive the Host
  Gate gate;
};

struct CheckResult {
  std::optional<Version> installed;
  // What an upgrade would lead to if the host were neither pinned nor on hold; nothing: none newer
  // that this host may have.
  std::optional<Version> available;
  bool is_newest = false;  // what is installed is the channel's newest, or the channel is empty
  bool security = false;   // a security release lies between the two
  struct ChannelNewest {
    Channel channel = Channel::stable;
    std::optional<Version> newest;
  };
  std::vector<ChannelNewest> channels;
  std::vector<std::string> notes;  // what the operator should know, one sentence each
  std::uint64_t requests = 0;
  std::uint64_t bytes = 0;
};

struct DiffEntry {
  std::string path;
  std::string change;  // "added", "removed", "changed", "mode"
  std::uint64_t old_size = 0;
  std::uint64_t new_size = 0;
};

struct Damage {
  std::string slot;
  std::string path;
  std::string problem;  // "missing", "altered", "mode", "type", "unexpected"
  bool repaired = false;
};

struct RecoveryReport {
  bool was_clean = true;
  std::string update_id;  // what was completed or undone
  std::string action;     // "completed", "undone", "slot completed", "slot given up"
};

struct ReleaseNotes {
  Version version;
  std::string published;
  struct Entry {
    std::string type;  // "breaking", "needs-action", "security", "added", "changed", "fixed"
    std::string text;
    std::vector<std::string> references;  // "config: http.port"
  };
  std::vector<Entry> entries;
};

// An update that was prepared; valid until it is confirmed or abandoned. Where that is another
// process's business, set it aside: recovery undoes one that is left open.
struct Update {
  std::string id;
  std::optional<Version> from;
  Version to;
};

class Host {
 public:
  // Makes the root and registers the host; asks nothing of the network where the root file is
  // given.
  static void init(const InitRequest& request);
  // Throws what init() would, as far as that can be known without changing anything.
  static void require_can_init(const InitRequest& request);
  static Host open(const std::filesystem::path& root, HostSettings settings = {});
  Host(Host&&) noexcept;
  Host& operator=(Host&&) noexcept;
  ~Host();

  // --- reading; no lock, no network
  Status status();
  std::vector<UpdateSummary> history(std::size_t limit = 0);
  std::optional<UpdateSummary> update(const std::string& id);
  HostPolicy policy();

  // --- the network, nothing installed changes
  // A dry run does not even note that it has checked.
  CheckResult check(bool dry_run = false);
  // What plan() would choose, and why nothing else; stores nothing. Not for rollbacks.
  VersionDecision explain(const UpdateRequest& request);
  std::vector<DiffEntry> diff(const Version& older, const Version& newer);
  // Notes of the releases after `since` up to `to`, newest first. Those that are not on this host
  // are fetched where a repository answers; `missing` names the others.
  struct Changelog {
    std::vector<ReleaseNotes> releases;
    std::vector<Version> missing;
  };
  Changelog changelog(const std::optional<Version>& since, const std::optional<Version>& to);
  // Of one release, also where it was withdrawn.
  Changelog changelog_of(const Version& version);

  // --- changing; each takes the root's lock if lock() was not called before
  // Takes the lock until unlock() or destruction and recovers what an earlier run left.
  RecoveryReport lock(const std::string& purpose);
  void unlock();
  Plan plan(const UpdateRequest& request);
  Update prepare(const Plan& plan);
  // Sets a prepared update aside: its slot stays complete, and a later plan for that version is
  // instant.
  void set_aside(const Update& update);
  void activate(const Update& update);
  void confirm(const Update& update);
  void abandon(const Update& update);
  // The host never leaves this version, however it is asked to; nothing ends the pin.
  void pin(const std::optional<Version>& version);
  // No upgrades, for ever or until a time.
  void hold(const std::optional<std::chrono::sys_seconds>& until);
  void end_hold();
  // Re-hashes both slots against their signed indexes; `repair` fetches only what is damaged.
  std::vector<Damage> verify(bool repair);

  // Warnings since the last call: what went wrong without making the result a failure.
  std::vector<std::string> take_warnings();

 private:
  class Implementation;
  explicit Host(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace switchback
