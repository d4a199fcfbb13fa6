#include "repo-tools/cli/publish_json.hpp"

#include <nlohmann/json.hpp>

#include "repo-tools/cli/release_json.hpp"

namespace switchback {
namespace {

using nlohmann::json;

json download_json(const RecentDownload& download) {
  const auto& [from, choice] = download;
  const char* frames = from ? "frames" : "bundle";
  return {{"from", from ? json(from->text()) : json(nullptr)},
          {"bytes", choice.best().bytes},
          {"requests", choice.best().requests},
          {"as", choice.by_delta ? "delta" : frames}};
}

// Bundle, index and deltas are not made in a dry run.
void forget_unmade(json& release) {
  release["sizes"]["bundle"] = release["sizes"]["index"] = nullptr;
  for (auto& delta : release["deltas"]) delta["length"] = delta["sha256"] = nullptr;
}

json told_json(const ToldRelease& told) {
  json release = release_json(told.release);
  if (!release.contains("deltas")) release["deltas"] = json::array();
  release["reused"] = nullptr;
  if (told.reused)
    release["reused"] = {{"frames", told.reused->frames}, {"bytes", told.reused->bytes}};
  else
    forget_unmade(release);
  release["resumed_frames"] = told.deltas.resumed_frames;
  release["missing_deltas"] = json::array();
  for (const auto& missing : told.deltas.missing)
    release["missing_deltas"].push_back(
        {{"from", missing.from.text()}, {"why", missing.why}, {"failure", missing.is_failure}});
  release["downloads"] = json::array();
  for (const auto& download : told.downloads)
    release["downloads"].push_back(download_json(download));
  return release;
}

}  // namespace

void print_json(Output& out, const PublishAnswer& answer) {
  json document = {{"schema", "switchback.publish/1"}, {"dry_run", answer.dry_run},
                   {"outcome", answer.outcome},        {"visible", answer.visible},
                   {"releases", json::array()},        {"waiting", json::array()}};
  for (const auto& told : answer.releases) document["releases"].push_back(told_json(told));
  for (const auto& role : answer.waiting) document["waiting"].push_back(role.name);
  out.line(document.dump());
}

}  // namespace switchback
