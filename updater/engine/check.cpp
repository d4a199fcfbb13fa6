#include "updater/engine/check.hpp"

#include <algorithm>

#include "base/errors.hpp"
#include "updater/engine/commit.hpp"
#include "updater/engine/last_check.hpp"
#include "updater/engine/repository_client.hpp"
#include "updater/engine/version_choice.hpp"

namespace switchback {
namespace {

std::string result_word(const CheckResult& result) {
  if (!result.available) return "none";
  return result.security ? "security-update" : "update";
}

// What hosts that run a release are told about it.
std::vector<std::string> notices_about(const ReleaseGraph& graph,
                                       const std::optional<Version>& installed) {
  std::vector<std::string> notices;
  const auto position = installed ? graph.find(*installed) : std::nullopt;
  if (!position) return notices;
  const ReleaseRecord& release = graph.at(*position);
  const std::string name = release.version.text() + ", which runs here, ";
  if (release.yanked) notices.push_back(name + "was withdrawn: " + *release.yanked);
  if (release.dead_end) notices.push_back(name + "is a dead end: " + *release.dead_end);
  return notices;
}

// The newest release that this host would have were it not for one of these: it may expect it.
std::optional<std::string> expected_release(const Decision& decision) {
  static constexpr Obstacle kPassing[] = {Obstacle::rollout, Obstacle::rolled_back,
                                          Obstacle::min_version, Obstacle::no_path};
  for (const auto& candidate : decision.candidates) {
    if (candidate.chosen) return std::nullopt;
    const bool passing =
        !candidate.reasons.empty() &&
        std::all_of(candidate.reasons.begin(), candidate.reasons.end(), [](const Reason& reason) {
          return std::find(std::begin(kPassing), std::end(kPassing), reason.obstacle) !=
                 std::end(kPassing);
        });
    if (passing) return candidate.version.text() + " " + candidate.reasons.front().text;
  }
  return std::nullopt;
}

// Before what the releases give to say.
void add_policy_notes(CheckResult& result, const HostFacts& host) {
  std::vector<std::string> notes;
  if (host.pin) notes.push_back("this host is pinned to " + host.pin->text());
  if (host.hold) notes.push_back("upgrades are on hold " + *host.hold);
  result.notes.insert(result.notes.begin(), notes.begin(), notes.end());
}

// What an upgrade would be, or the first installation; not even a pin or a hold is in its way.
struct CheckQuestion {
  HostFacts host;
  ResolveRequest request;
};

CheckQuestion question_of(Session& session, HostFacts host) {
  host.pin.reset();
  host.hold.reset();
  const Move move = host.installed ? Move::upgrade : Move::install;
  return {std::move(host), {move, std::nullopt, host_channel(session), false, false}};
}

CheckResult compare(const ReleaseGraph& graph, const CheckQuestion& question) {
  const auto& [host, request] = question;
  CheckResult result;
  for (const Channel each : {Channel::stable, Channel::beta, Channel::alpha}) {
    const ReleaseRecord* newest = newest_in_channel(graph, each);
    result.channels.push_back(
        {each, newest == nullptr ? std::nullopt : std::optional(newest->version)});
  }
  result.installed = host.installed;
  const Decision decision = resolve(graph, host, request);
  if (const auto expected = expected_release(decision)) result.notes.push_back(*expected);
  const ReleaseRecord* newest = newest_in_channel(graph, request.channel);
  result.is_newest = newest == nullptr || (host.installed && newest->version <= *host.installed);
  if (decision.path.empty()) return result;
  result.available = decision.path.back().to;
  result.security =
      crosses_security_release(graph, result.installed, *result.available, request.channel);
  return result;
}

void record_check(Session& session, const LastCheckRecord& record) {
  const LastCheckRecord before = load_last_check(session.layout);
  LastCheckRecord next = record;
  next.time_floor = std::max(record.time_floor, before.time_floor);
  save_last_check(session.layout, next);
  if (before.result != next.result || before.newest != next.newest ||
      before.notices != next.notices || before.expires != next.expires ||
      before.mirrors != next.mirrors)
    publish_status(session);
}

// A check that failed says nothing new about the version that runs here.
void record_failure(Session& session, Timestamp now, const std::string& code,
                    const std::vector<MirrorProblem>& mirrors) {
  LastCheckRecord record = load_last_check(session.layout);
  record.time = now;
  record.result = code;
  record.newest.clear();
  record.mirrors = mirrors;
  record_check(session, record);
}

}  // namespace

CheckResult check_for_updates(Session& session, Timestamp now, bool record) {
  RepositoryClient repository(
      session, record ? RepositoryClient::Writes::allowed : RepositoryClient::Writes::none);
  const HostFacts host = host_facts(session, now);
  const CheckQuestion question = question_of(session, host);
  try {
    repository.refresh(now, shards_for(question.host, question.request));
  } catch (const Error& error) {
    if (record) record_failure(session, now, error.code(), repository.news().mirrors);
    throw;
  }
  const ReleaseGraph graph = graph_of(repository.releases());
  CheckResult result = compare(graph, question);
  add_policy_notes(result, host);
  const auto notices = notices_about(graph, result.installed);
  result.notes.insert(result.notes.end(), notices.begin(), notices.end());
  result.requests = repository.totals().requests;
  result.bytes = repository.totals().bytes;
  if (record)
    record_check(session, {now, repository.news().time_floor, result_word(result),
                           result.available ? result.available->text() : "",
                           result.installed ? result.installed->text() : "", notices,
                           repository.news().expires, repository.news().mirrors});
  return result;
}

}  // namespace switchback
