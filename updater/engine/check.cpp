#include "updater/engine/check.hpp"

#include "base/errors.hpp"
#include "updater/engine/choose_target.hpp"
#include "updater/engine/commit.hpp"
#include "updater/engine/last_check.hpp"
#include "updater/engine/planner.hpp"
#include "updater/engine/repository_client.hpp"

namespace switchback {
namespace {

std::string result_word(const CheckResult& result) {
  if (!result.available) return "none";
  return result.security ? "security-update" : "update";
}

CheckResult compare(Session& session, const RepositoryClient& repository) {
  CheckResult result;
  result.installed = session.active_version();
  const Channel channel = host_channel(session);
  const auto& releases = repository.releases();
  for (const Channel each : {Channel::stable, Channel::beta, Channel::alpha}) {
    const Release* newest = newest_in_channel(releases, each);
    result.channels.push_back(
        {each, newest == nullptr ? std::nullopt : std::optional(newest->record.version)});
  }
  const Release* newest = newest_in_channel(releases, channel);
  if (newest != nullptr && (!result.installed || *result.installed < newest->record.version)) {
    result.available = newest->record.version;
    result.security =
        crosses_security_release(releases, result.installed, *result.available, channel);
  }
  return result;
}

void record_check(Session& session, Timestamp time, Timestamp floor, const std::string& word,
                  const std::string& newest) {
  const LastCheckRecord before = load_last_check(session.layout);
  save_last_check(session.layout, {time, std::max(floor, before.time_floor), word, newest});
  if (before.result != word || before.newest != newest) publish_status(session);
}

}  // namespace

CheckResult check_for_updates(Session& session, Timestamp now, bool record) {
  RepositoryClient repository(
      session, record ? RepositoryClient::Writes::allowed : RepositoryClient::Writes::none);
  try {
    repository.refresh(now);
  } catch (const Error& error) {
    if (record) record_check(session, now, Timestamp{}, error.code(), "");
    throw;
  }
  CheckResult result = compare(session, repository);
  result.requests = repository.totals().requests;
  result.bytes = repository.totals().bytes;
  if (record)
    record_check(session, now, repository.time_floor(), result_word(result),
                 result.available ? result.available->text() : "");
  return result;
}

}  // namespace switchback
