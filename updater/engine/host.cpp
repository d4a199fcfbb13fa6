#include "switchback/host.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <functional>

#include "base/clock.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "updater/engine/check.hpp"
#include "updater/engine/commit.hpp"
#include "updater/engine/planner.hpp"
#include "updater/engine/recovery.hpp"
#include "updater/engine/release_notes.hpp"
#include "updater/engine/session.hpp"
#include "updater/engine/slot_repair.hpp"
#include "updater/engine/status_json.hpp"
#include "updater/engine/status_report.hpp"
#include "updater/engine/update_engine.hpp"
#include "updater/engine/version_choice.hpp"
#include "updater/slots/space.hpp"
#include "updater/state/ownership.hpp"

namespace switchback {

// Opens the state on first use, so that commands which must not write can be refused before
// anything is touched.
class Host::Implementation {
 public:
  Implementation(Layout layout, HostSettings settings)
      : layout_(std::move(layout)), settings_(std::move(settings)) {}

  Session& session() {
    if (!session_ && ::access(layout_.state_db().c_str(), R_OK | W_OK) != 0 && errno == EACCES)
      throw StorageError("permission-denied", layout_.root().string() + " belongs to another user",
                         "run this as the root's owner; 'switchback status' works for everybody");
    if (!session_)
      session_.emplace(Session{layout_,
                               settings_,
                               FileLog(layout_.update_log()),
                               StateStore::open(layout_.state_db()),
                               std::nullopt,
                               {}});
    return *session_;
  }

  // The same, for all that an older program must not do to what a newer one wrote.
  Session& understood_session() {
    session().store.require_understood();
    return session();
  }

  // The state is opened before the lock is taken: nobody has to wait for that. What a newer program
  // left unfinished is for that program to finish.
  RecoveryReport lock(const std::string& purpose) {
    require_writable(layout_);
    Session& open = session();
    open.lock = FileLock::acquire(layout_.lock(), purpose);
    if (open.store.open_update()) open.store.require_understood();
    return recover(open);
  }
  void unlock() {
    if (session_) session_->lock.reset();
  }
  void require_lock(const std::string& purpose) {
    if (!session().lock) lock(purpose);
  }
  // False where another run holds the lock, or the root cannot be written.
  bool try_lock(const std::string& purpose) {
    if (session().lock) return true;
    if (::access(layout_.own().c_str(), W_OK) != 0) return false;
    try {
      session().lock = FileLock::acquire(layout_.lock(), purpose);
      return true;
    } catch (const StateError&) {
      return false;
    }
  }
  void change_policy(const std::function<void(StateStore&)>& change) {
    require_lock("policy");
    change(understood_session().store);
    publish_status(session());
  }
  const Layout& layout() const { return layout_; }
  void veto_check(std::string_view step, const Update& update) {
    if (!settings_.gate || settings_.gate(step, update.id)) return;
    UpdateEngine(session()).abandon(update, "vetoed");
    throw PolicyError("vetoed", "the update was vetoed before " + std::string(step));
  }

 private:
  Layout layout_;
  HostSettings settings_;
  std::optional<Session> session_;
};

Host::Host(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
Host::Host(Host&&) noexcept = default;
Host& Host::operator=(Host&&) noexcept = default;
Host::~Host() = default;

Host Host::open(const std::filesystem::path& root, HostSettings settings) {
  Layout layout(std::filesystem::absolute(root).lexically_normal());
  if (::access(layout.state_db().c_str(), F_OK) != 0)
    throw ConfigError("config", layout.root().string() + " is not a Switchback root",
                      "make one with 'switchback init', or name another with --root");
  require_safe_root(layout.root());
  return Host(std::make_unique<Implementation>(std::move(layout), std::move(settings)));
}

Status Host::status() {
  const Layout& layout = implementation_->layout();
  if (::access(layout.state_db().c_str(), R_OK | W_OK) == 0)
    return read_status(implementation_->session());
  constexpr std::uint64_t kMaxStatus = 1 << 20;
  const auto stored = read_file_if_exists(layout.status_json(), kMaxStatus);
  if (!stored) throw StorageError("open", layout.status_json().string(), ENOENT);
  return parse_stored_status(*stored, layout.root().string());
}

std::vector<UpdateSummary> Host::history(std::size_t limit) {
  Session& session = implementation_->session();
  std::vector<UpdateSummary> summaries;
  for (const auto& record : session.store.updates(limit))
    summaries.push_back(summarize(session, record));
  return summaries;
}

std::optional<UpdateSummary> Host::update(const std::string& id) {
  Session& session = implementation_->session();
  const auto record = session.store.update(id);
  if (!record) return std::nullopt;
  return summarize(session, *record);
}

HostPolicy Host::policy() {
  return implementation_->session().store.policy();
}

void Host::pin(const std::optional<Version>& version) {
  implementation_->change_policy([&](StateStore& store) { store.set_pin(version); });
}

void Host::hold(const std::optional<std::chrono::sys_seconds>& until) {
  implementation_->change_policy([&](StateStore& store) { store.set_hold(true, until); });
}

void Host::end_hold() {
  implementation_->change_policy([](StateStore& store) { store.set_hold(false, {}); });
}

CheckResult Host::check(bool dry_run) {
  const bool record = !dry_run && implementation_->try_lock("check");
  return check_for_updates(implementation_->understood_session(), now(), record);
}

VersionDecision Host::explain(const UpdateRequest& request) {
  return switchback::explain(implementation_->understood_session(), request, now());
}

std::vector<DiffEntry> Host::diff(const Version& older, const Version& newer) {
  return diff_trees(implementation_->understood_session(), older, newer);
}

Host::Changelog Host::changelog(const std::optional<Version>& since,
                                const std::optional<Version>& to) {
  return collect_changelog(implementation_->understood_session(), since, to);
}

Host::Changelog Host::changelog_of(const Version& version) {
  return collect_changelog_of(implementation_->understood_session(), version);
}

RecoveryReport Host::lock(const std::string& purpose) {
  return implementation_->lock(purpose);
}

void Host::unlock() {
  implementation_->unlock();
}

Plan Host::plan(const UpdateRequest& request) {
  if (!request.dry_run) implementation_->require_lock("plan");
  const bool back = request.kind == UpdateRequest::Kind::rollback;
  Session& session = back ? implementation_->session() : implementation_->understood_session();
  return make_plan(session, request, now());
}

Update Host::prepare(const Plan& plan) {
  implementation_->require_lock("update");
  return UpdateEngine(implementation_->session()).prepare(plan);
}

void Host::set_aside(const Update& update) {
  implementation_->require_lock("update");
  UpdateEngine(implementation_->session()).set_aside(update);
}

void Host::activate(const Update& update) {
  implementation_->require_lock("update");
  implementation_->veto_check("stop", update);
  UpdateEngine(implementation_->session()).activate(update);
}

void Host::confirm(const Update& update) {
  implementation_->require_lock("update");
  implementation_->veto_check("commit", update);
  UpdateEngine(implementation_->session()).confirm(update);
}

void Host::abandon(const Update& update) {
  implementation_->require_lock("update");
  UpdateEngine(implementation_->session()).abandon(update);
}

std::vector<Damage> Host::verify(bool repair) {
  if (repair) implementation_->require_lock("verify --repair");
  return verify_slots(implementation_->understood_session(), repair);
}

std::vector<std::string> Host::take_warnings() {
  return std::exchange(implementation_->session().warnings, {});
}

}  // namespace switchback
