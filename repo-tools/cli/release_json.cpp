#include "repo-tools/cli/release_json.hpp"

#include <nlohmann/json.hpp>

#include "manifest-schema/canonical_json.hpp"

namespace switchback {

nlohmann::json release_json(const CatalogEntry& release) {
  nlohmann::json json = parse_strict_json(release.target.custom);
  json["product"] = release.product;
  json["draft"] = release.draft;
  json["channel"] = std::string(channel_name(channel_of(release.record.version.type)));
  return json;
}

std::string release_remarks(const CatalogEntry& release) {
  const ReleaseRecord& record = release.record;
  std::string remarks;
  const auto add = [&](const std::string& text) {
    remarks += (remarks.empty() ? "" : ", ") + text;
  };
  if (release.draft) add("draft");
  if (record.security) add("security");
  if (record.barrier) add("barrier");
  if (record.min_version) add("min_version " + record.min_version->text());
  if (record.upgrades_from) add("upgrades_from " + *record.upgrades_from);
  if (record.yanked) add("yanked: " + *record.yanked);
  if (record.dead_end) add("dead end: " + *record.dead_end);
  if (record.rollout)
    add("rollout " + std::to_string(record.rollout->percent) + " %" +
        (record.rollout->paused ? ", paused" : ""));
  return remarks;
}

}  // namespace switchback
