#include "updater/engine/status_json.hpp"

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "base/errors.hpp"
#include "updater/state/layout.hpp"

namespace switchback {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kStoredSchema = "switchback.status/1";

// The reason somebody typed, say, may not be UTF-8: after a switch that must not be a failure.
std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json version_or_null(const std::optional<Version>& version) {
  return version ? Json(version->text()) : Json(nullptr);
}

Json slot_json(const SlotStatus& slot) {
  return {{"name", slot.name},     {"state", slot.state},
          {"active", slot.active}, {"version", version_or_null(slot.version)},
          {"digest", slot.digest}, {"signer", slot.signer}};
}

Json check_json(const LastCheck& check) {
  return {
      {"time", check.time}, {"result", check.result}, {"newest", version_or_null(check.newest)}};
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json mirrors_json(const std::vector<MirrorStatus>& mirrors) {
  Json list = Json::array();
  for (const auto& each : mirrors)
    list.push_back({{"url", each.url},
                    {"problem", text_or_null(each.problem)},
                    {"since", text_or_null(each.since)}});
  return list;
}

// false, true (until it is ended) or the time it ends.
Json hold_json(const HostPolicy& policy) {
  if (policy.held_until) return format_timestamp(*policy.held_until);
  return policy.held;
}

// Every member that does not depend on where the root is.
Json members_of(const Status& status) {
  Json slots = Json::array();
  for (const auto& slot : status.slots) slots.push_back(slot_json(slot));
  return {{"product", status.product},
          {"channel", status.channel},
          {"version", version_or_null(status.version)},
          {"slots", std::move(slots)},
          {"repositories", status.repositories},
          {"trust_anchor", status.trust_anchor},
          {"protection", status.protection},
          {"unfinished", status.unfinished.empty() ? Json(nullptr) : Json(status.unfinished)},
          {"unfinished_phase", status.unfinished_phase},
          {"staged", status.staged ? Json(*status.staged) : Json(nullptr)},
          {"pin", version_or_null(status.policy.pin)},
          {"hold", hold_json(status.policy)},
          {"mirrors", mirrors_json(status.mirrors)},
          {"metadata_expires", text_or_null(status.metadata_expires)},
          {"warnings", status.warnings},
          {"last_check", status.last_check ? check_json(*status.last_check) : Json(nullptr)}};
}

std::optional<std::string> text_member(const Json& json, const char* key) {
  const auto member = json.find(key);
  if (member == json.end() || !member->is_string()) return std::nullopt;
  return member->get<std::string>();
}

std::optional<Version> version_member(const Json& json, const char* key) {
  const auto text = text_member(json, key);
  return text ? Version::parse(*text) : std::nullopt;
}

HostPolicy policy_of(const Json& json) {
  HostPolicy policy;
  policy.pin = version_member(json, "pin");
  const auto hold = json.find("hold");
  if (hold == json.end()) return policy;
  if (hold->is_string()) policy.held_until = parse_timestamp(hold->get<std::string>());
  policy.held = hold->is_string() || *hold == true;
  return policy;
}

SlotStatus slot_of(const Json& json) {
  return {json.value("name", ""),          json.value("state", ""),  json.value("active", false),
          version_member(json, "version"), json.value("digest", ""), json.value("signer", "")};
}

Status status_of(const Json& json) {
  Status status;
  status.product = json.value("product", "");
  status.channel = json.value("channel", "");
  status.version = version_member(json, "version");
  for (const auto& slot : json.at("slots")) status.slots.push_back(slot_of(slot));
  status.repositories = json.value("repositories", std::vector<std::string>{});
  status.trust_anchor = json.value("trust_anchor", "");
  status.protection = json.value("protection", "");
  status.unfinished = text_member(json, "unfinished").value_or("");
  status.unfinished_phase = json.value("unfinished_phase", "");
  status.staged = text_member(json, "staged");
  status.policy = policy_of(json);
  for (const auto& each : json.value("mirrors", Json::array()))
    status.mirrors.push_back({each.value("url", ""), text_member(each, "problem").value_or(""),
                              text_member(each, "since").value_or("")});
  status.metadata_expires = text_member(json, "metadata_expires").value_or("");
  status.warnings = json.value("warnings", std::vector<std::string>{});
  if (const auto& check = json.at("last_check"); check.is_object())
    status.last_check = LastCheck{check.value("time", ""), check.value("result", ""),
                                  version_member(check, "newest")};
  return status;
}

}  // namespace

std::string stored_status(const Status& status) {
  Json json{{"schema", kStoredSchema}};
  json.update(members_of(status));
  return line_of(json) + "\n";
}

std::string shown_status(const Status& status, const std::string& schema) {
  Json json{{"schema", schema}, {"root", status.root}};
  json.update(members_of(status));
  json["log"] = status.log_path;
  return line_of(json);
}

Status parse_stored_status(const std::string& text, const std::string& root) {
  const StateError unreadable("state", "status.json cannot be read",
                              "run this as the root's owner");
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object() || text_member(json, "schema") != kStoredSchema) throw unreadable;
  try {
    Status status = status_of(json);
    status.root = root;
    status.log_path = Layout(root).update_log().string();
    return status;
  } catch (const Json::exception&) {
    throw unreadable;
  }
}

}  // namespace switchback
