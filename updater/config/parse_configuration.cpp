#include "updater/config/parse_configuration.hpp"

#include <nlohmann/json.hpp>

#include "base/units.hpp"
#include "core/yaml/yaml_document.hpp"
#include "manifest-schema/shape_check.hpp"
#include "updater/config/configuration_shape.hpp"
#include "updater/config/environment_layer.hpp"

namespace switchback {
namespace {

using nlohmann::json;

constexpr const char* kOuterKey = "update_system";

bool is_wrapped(const YamlNode& root) {
  for (const auto& member : root.members) {
    if (member.key == kOuterKey) return true;
  }
  return false;
}

// A section whose every line is commented out says nothing.
void drop_empty(json& mapping) {
  for (auto member = mapping.begin(); member != mapping.end();) {
    member = member->is_null() ? mapping.erase(member) : std::next(member);
  }
}

json parse_layer(const ConfigurationLayer& layer) {
  const YamlDocument document(layer.text, layer.name);
  const bool wrapped = is_wrapped(document.root());
  const auto& shape = wrapped ? wrapped_configuration_shape() : configuration_shape();
  auto typed = document.typed(shape);
  if (wrapped && typed[kOuterKey].is_null()) typed[kOuterKey] = json::object();
  auto& sections = wrapped ? typed[kOuterKey] : typed;
  if (sections.is_object()) drop_empty(sections);
  try {
    check_shape(typed, shape);
  } catch (const DocumentError& error) {
    throw document.located(error);
  }
  return sections;
}

void merge(json& below, const json& above) {
  for (const auto& [section, settings] : above.items()) {
    for (const auto& [key, value] : settings.items()) below[section][key] = value;
  }
}

// Reads the keys of one section that were set; the others keep their defaults.
class Section {
 public:
  Section(const json& merged, const char* name) : settings_(merged.value(name, json::object())) {}

  template <typename Value>
  void read(const char* key, Value& value) const {
    if (settings_.contains(key)) value = settings_[key].get<Value>();
  }
  template <typename Size>
  void read_size(const char* key, Size& value) const {
    if (settings_.contains(key)) value = *parse_size(settings_[key].get<std::string>());
  }
  std::optional<std::string> text(const char* key) const {
    if (!settings_.contains(key)) return std::nullopt;
    return settings_[key].get<std::string>();
  }

 private:
  json settings_;
};

RepositorySettings read_repository(const Section& section) {
  RepositorySettings settings;
  section.read("ca", settings.ca);
  section.read("client_cert", settings.client_cert);
  section.read("token_file", settings.token_file);
  section.read("proxy", settings.proxy);
  section.read_size("limit_rate", settings.limit_rate);
  if (const auto timeout = section.text("timeout")) settings.timeout = parse_duration(*timeout);
  return settings;
}

PolicySettings read_policy(const Section& section) {
  PolicySettings settings;
  if (const auto channel = section.text("channel")) settings.channel = parse_channel(*channel);
  if (const auto reaction = section.text("on_delta_failure")) {
    settings.on_delta_failure = *reaction == "retry"   ? DeltaFailure::retry
                                : *reaction == "abort" ? DeltaFailure::abort
                                                       : DeltaFailure::full;
  }
  section.read_size("max_download", settings.max_download);
  return settings;
}

BackupSettings read_backup(const Section& section) {
  BackupSettings settings;
  section.read("enabled", settings.enabled);
  section.read("directory", settings.directory);
  section.read("encryption", settings.encryption);
  section.read("retention_days", settings.retention_days);
  section.read_size("max_size", settings.max_size);
  section.read("keep_last", settings.keep_last);
  section.read("keep_daily", settings.keep_daily);
  section.read("keep_weekly", settings.keep_weekly);
  section.read("keep_monthly", settings.keep_monthly);
  section.read("recipients", settings.recipients);
  return settings;
}

BehaviorSettings read_behavior(const Section& section) {
  BehaviorSettings settings;
  section.read("auto_backup", settings.auto_backup);
  section.read("auto_restart", settings.auto_restart);
  section.read("maintenance_mode", settings.maintenance_mode);
  section.read("cluster_coordination", settings.cluster_coordination);
  return settings;
}

SafetySettings read_safety(const Section& section) {
  SafetySettings settings;
  section.read("require_confirmation", settings.require_confirmation);
  section.read("validate_migrations", settings.validate_migrations);
  section.read("test_after_update", settings.test_after_update);
  section.read("rollback_on_failure", settings.rollback_on_failure);
  section.read("allow_data_loss", settings.allow_data_loss);
  return settings;
}

ClusteringSettings read_clustering(const Section& section) {
  ClusteringSettings settings;
  section.read("enabled", settings.enabled);
  std::int64_t seconds = settings.coordination_timeout.count();
  section.read("coordination_timeout", seconds);
  settings.coordination_timeout = std::chrono::seconds(seconds);
  section.read("rolling_updates", settings.rolling_updates);
  section.read("max_concurrent_nodes", settings.max_concurrent_nodes);
  return settings;
}

}  // namespace

Configuration parse_configuration(const std::vector<ConfigurationLayer>& layers,
                                  const EnvironmentVariables& environment) {
  json merged = json::object();
  for (const auto& layer : layers) merge(merged, parse_layer(layer));
  merge(merged, environment_layer(environment));
  Configuration configuration;
  configuration.repository = read_repository({merged, "repository"});
  configuration.policy = read_policy({merged, "policy"});
  configuration.backup = read_backup({merged, "backup"});
  configuration.behavior = read_behavior({merged, "behavior"});
  configuration.safety = read_safety({merged, "safety"});
  configuration.clustering = read_clustering({merged, "clustering"});
  return configuration;
}

}  // namespace switchback
