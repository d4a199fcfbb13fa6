#include "manifest-schema/release_record.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/errors.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/json_fields.hpp"

namespace switchback {
namespace {

using nlohmann::json;

Version version_member(const json& object, const char* name) {
  const std::string& text = json_string(object, name);
  auto version = Version::parse(text);
  if (!version)
    throw TrustError("trust-format",
                     std::string(name) + " is not a version: " + text.substr(0, 80));
  return std::move(*version);
}

std::optional<std::string> optional_string(const json& object, const char* name) {
  if (!json_optional(object, name)) return std::nullopt;
  const std::string& text = json_string(object, name);
  if (text.size() > kMaxRecordText)
    throw TrustError("trust-format", std::string(name) + " is longer than a record's text may be");
  return text;
}

Timestamp time_member(const json& object, const char* name) {
  const auto time = parse_timestamp(json_string(object, name));
  if (!time) throw TrustError("trust-format", std::string(name) + " is not a time");
  return *time;
}

ReleaseSizes sizes_of(const json& object) {
  return {json_unsigned(object, "bundle"), json_unsigned(object, "index"),
          json_unsigned(object, "tree"), json_unsigned(object, "files")};
}

Rollout rollout_of(const json& object) {
  const std::uint64_t percent = json_unsigned(object, "percent");
  if (percent > 100) throw TrustError("trust-format", "rollout.percent is over 100");
  return {static_cast<std::uint32_t>(percent), json_boolean(object, "paused")};
}

}  // namespace

std::string encode_release_record(const ReleaseRecord& record) {
  json object = {{"version", record.version.text()},
                 {"published", format_timestamp(record.published)},
                 {"barrier", record.barrier},
                 {"security", record.security},
                 {"sizes",
                  {{"bundle", record.sizes.bundle},
                   {"index", record.sizes.index},
                   {"tree", record.sizes.tree},
                   {"files", record.sizes.files}}}};
  if (record.min_version) object["min_version"] = record.min_version->text();
  if (record.upgrades_from) object["upgrades_from"] = *record.upgrades_from;
  if (record.yanked) object["yanked"] = *record.yanked;
  if (record.dead_end) object["dead_end"] = *record.dead_end;
  if (record.rollout)
    object["rollout"] = {{"percent", record.rollout->percent}, {"paused", record.rollout->paused}};
  if (!record.irreversible.empty()) object["irreversible"] = record.irreversible;
  if (!record.deltas.empty()) object["deltas"] = delta_offers_to_json(record.deltas);
  return canonical_json(object);
}

ReleaseRecord parse_release_record(std::string_view custom) {
  const json object = parse_strict_json(custom);
  ReleaseRecord record;
  record.version = version_member(object, "version");
  record.published = time_member(object, "published");
  record.barrier = json_boolean(object, "barrier");
  record.security = json_boolean(object, "security");
  if (json_optional(object, "min_version"))
    record.min_version = version_member(object, "min_version");
  record.upgrades_from = optional_string(object, "upgrades_from");
  record.yanked = optional_string(object, "yanked");
  record.dead_end = optional_string(object, "dead_end");
  if (json_optional(object, "rollout")) record.rollout = rollout_of(json_object(object, "rollout"));
  if (json_optional(object, "irreversible")) {
    const json& migrations = json_array(object, "irreversible");
    if (migrations.size() > kMaxIrreversible)
      throw TrustError("trust-format", "irreversible lists more migrations than a record may");
    for (const auto& migration : migrations)
      record.irreversible.push_back(json_string_element(migration, "irreversible"));
  }
  record.deltas = read_delta_offers(object);
  record.sizes = sizes_of(json_object(object, "sizes"));
  return record;
}

}  // namespace switchback
