#include "manifest-schema/shard_range.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/errors.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/json_fields.hpp"

namespace switchback {
namespace {

using nlohmann::json;

constexpr const char* kMember = "x-switchback-shards";
constexpr ReleaseType kTypes[] = {ReleaseType::alpha, ReleaseType::beta, ReleaseType::release};

std::string type_name(ReleaseType type) {
  return std::string(channel_name(channel_of(type)));
}

Version version_member(const json& object, const char* name) {
  auto version = Version::parse(json_string(object, name));
  if (!version) throw TrustError("trust-format", std::string(name) + " of a shard is no version");
  return std::move(*version);
}

ShardRange read_range(const json& object) {
  ShardRange range;
  range.lowest = version_member(object, "lowest");
  const json& highest = json_object(object, "highest");
  for (const ReleaseType type : kTypes) {
    const std::string name = type_name(type);
    if (!json_optional(highest, name.c_str())) continue;
    const auto place = range.highest.emplace(type, version_member(highest, name.c_str())).first;
    if (place->second.type != type || place->second < range.lowest)
      throw TrustError("trust-format", "the range of a shard contradicts itself");
  }
  if (range.highest.empty())
    throw TrustError("trust-format", "the range of a shard has no highest version");
  if (json_optional(object, "min_version"))
    range.min_version = version_member(object, "min_version");
  range.security = json_optional(object, "security") && json_boolean(object, "security");
  return range;
}

json range_json(const ShardRange& range) {
  json object = {{"lowest", range.lowest.text()}, {"highest", json::object()}};
  for (const auto& [type, version] : range.highest)
    object["highest"][type_name(type)] = version.text();
  if (range.min_version) object["min_version"] = range.min_version->text();
  if (range.security) object["security"] = true;
  return object;
}

}  // namespace

const Version& highest_of(const ShardRange& range) {
  return std::max_element(
             range.highest.begin(), range.highest.end(),
             [](const auto& left, const auto& right) { return left.second < right.second; })
      ->second;
}

bool spans(const ShardRange& range, const Version& version) {
  return range.lowest <= version && version <= highest_of(range);
}

bool allows(const ShardRange& range, const ReleaseRecord& release) {
  const auto highest = range.highest.find(release.version.type);
  if (highest == range.highest.end() || highest->second < release.version ||
      release.version < range.lowest)
    return false;
  if (release.security && !range.security) return false;
  return !release.min_version || (range.min_version && *release.min_version <= *range.min_version);
}

std::optional<ShardRange> range_of(const std::vector<ReleaseRecord>& releases) {
  if (releases.empty()) return std::nullopt;
  ShardRange range;
  range.lowest = releases.front().version;
  for (const auto& release : releases) {
    range.lowest = std::min(range.lowest, release.version);
    Version& highest =
        range.highest.try_emplace(release.version.type, release.version).first->second;
    highest = std::max(highest, release.version);
    if (release.min_version) range.min_version = std::max(range.min_version, release.min_version);
    range.security = range.security || release.security;
  }
  return range;
}

ShardRanges parse_shard_ranges(std::string_view extra) {
  ShardRanges ranges;
  if (extra.empty()) return ranges;
  const json object = parse_strict_json(extra);
  if (!json_optional(object, kMember)) return ranges;
  for (const auto& [name, range] : json_object(object, kMember).items())
    ranges.emplace(name, read_range(range));
  return ranges;
}

std::string with_shard_ranges(std::string_view extra, const ShardRanges& ranges) {
  json object = extra.empty() ? json::object() : parse_strict_json(extra);
  json& member = object[kMember] = json::object();
  for (const auto& [name, range] : ranges) member[name] = range_json(range);
  return canonical_json(object);
}

}  // namespace switchback
