#include "updater/config/parse_configuration.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "manifest-schema/shape_json_schema.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/mutations.hpp"
#include "updater/config/configuration_shape.hpp"
#include "updater/config/environment_layer.hpp"

using namespace switchback;
using namespace switchback::test;
using nlohmann::json;

namespace {

Configuration parse(const std::string& text) {
  return parse_configuration({{"update.yml", text}});
}

std::string problem(const std::string& text, const EnvironmentVariables& environment = {}) {
  try {
    parse_configuration({{"update.yml", text}}, environment);
    return "";
  } catch (const ConfigError& error) {
    CHECK(error.code() == "config");
    return error.what();
  }
}

}  // namespace

TEST_CASE("the documented sample loads as it is, with or without its outer key") {
  const auto text = read_source("manifest-schema/golden/update.yml");
  const auto configuration = parse(text);
  Configuration expected;
  expected.clustering.enabled = true;
  CHECK(configuration == expected);
  const auto inner = text.substr(text.find('\n') + 1);
  CHECK(parse(inner) == expected);
}

TEST_CASE("without any file every setting has its default") {
  const auto configuration = parse_configuration({});
  CHECK(configuration == Configuration{});
  CHECK(configuration.safety.require_confirmation);
  CHECK_FALSE(configuration.safety.allow_data_loss);
  CHECK_FALSE(configuration.policy.channel);
}

TEST_CASE("every key is read into its field") {
  const auto c = parse(R"(
repository: {ca: a.pem, client_cert: /c.pem, token_file: t, proxy: "http://p:1", limit_rate: 1MiB, timeout: 1500ms}
policy: {channel: beta, on_delta_failure: abort, max_download: 2GiB}
backup: {enabled: false, directory: b, encryption: false, retention_days: 1, max_size: 5K, keep_last: 2, keep_daily: 3,
         keep_weekly: 4, keep_monthly: 5, recipients: [x, y]}
behavior: {auto_backup: false, auto_restart: false, maintenance_mode: false, cluster_coordination: false}
safety: {require_confirmation: false, validate_migrations: false, test_after_update: false, rollback_on_failure: false,
         allow_data_loss: true}
clustering: {enabled: true, coordination_timeout: 7, rolling_updates: false, max_concurrent_nodes: 8}
)");
  CHECK(c.repository == RepositorySettings{"a.pem", "/c.pem", "t", "http://p:1", 1 << 20,
                                           std::chrono::milliseconds(1500)});
  CHECK(c.policy == PolicySettings{Channel::beta, DeltaFailure::abort, std::uint64_t{2} << 30});
  CHECK(c.backup == BackupSettings{false, "b", false, 1, 5120, 2, 3, 4, 5, {"x", "y"}});
  CHECK(c.behavior == BehaviorSettings{false, false, false, false});
  CHECK(c.safety == SafetySettings{false, false, false, false, true});
  CHECK(c.clustering == ClusteringSettings{true, std::chrono::seconds(7), false, 8});
  CHECK(parse("policy: {on_delta_failure: retry}").policy.on_delta_failure == DeltaFailure::retry);
}

TEST_CASE("later layers win key by key, and the environment over all of them") {
  const std::vector<ConfigurationLayer> layers{
      {"a",
       "policy: {channel: alpha, max_download: 1K}\nbackup: {recipients: [a, b], keep_last: 9}"},
      {"b", "update_system:\n  policy: {channel: beta}\n  backup: {recipients: [c]}"}};
  const auto merged = parse_configuration(layers);
  CHECK(merged.policy.channel == Channel::beta);
  CHECK(merged.policy.max_download == 1024);
  CHECK(merged.backup.recipients == std::vector<std::string>{"c"});
  CHECK(merged.backup.keep_last == 9);
  const auto above = parse_configuration(layers, {{"SWITCHBACK_POLICY_CHANNEL", "stable"},
                                                  {"SWITCHBACK_BACKUP_RECIPIENTS", "d,e"},
                                                  {"SWITCHBACK_BACKUP_KEEP_LAST", "7"},
                                                  {"SWITCHBACK_BACKUP_ENABLED", "false"},
                                                  {"SWITCHBACK_ROOT", "/x"},
                                                  {"PATH", "/bin"}});
  CHECK(above.policy.channel == Channel::stable);
  CHECK(above.backup.recipients == std::vector<std::string>{"d", "e"});
  CHECK(above.backup.keep_last == 7);
  CHECK_FALSE(above.backup.enabled);
}

TEST_CASE("a wrong variable is named") {
  CHECK(problem("", {{"SWITCHBACK_POLICY_CHANNEL", "gold"}}) ==
        "SWITCHBACK_POLICY_CHANNEL: expected one of alpha, beta, stable, found \"gold\"");
  CHECK(problem("", {{"SWITCHBACK_BACKUP_KEEP_LAST", "1x"}})
            .starts_with("SWITCHBACK_BACKUP_KEEP_LAST: "));
  CHECK(
      problem("", {{"SWITCHBACK_BACKUP_ENABLED", "1"}}).starts_with("SWITCHBACK_BACKUP_ENABLED: "));
  CHECK(problem("", {{"SWITCHBACK_REPOSITORY_TIMEOUT", "soon"}})
            .starts_with("SWITCHBACK_REPOSITORY_TIMEOUT: "));
}

TEST_CASE("no variable waives a question") {
  CHECK(problem("", {{"SWITCHBACK_SAFETY_REQUIRE_CONFIRMATION", "false"}})
            .find("configuration file only") != std::string::npos);
  CHECK(problem("", {{"SWITCHBACK_SAFETY_ALLOW_DATA_LOSS", "true"}})
            .find("configuration file only") != std::string::npos);
  CHECK(configuration_variable("backup", "keep_last") == "SWITCHBACK_BACKUP_KEEP_LAST");
}

TEST_CASE("an unknown key is an error with file, line and the nearest known key") {
  CHECK(problem("backup:\n  enabeld: true\n") ==
        "update.yml:2: backup.enabeld: unknown key; did you mean \"enabled\"?");
  CHECK(problem("backups: {}\n") == "update.yml:1: backups: unknown key; did you mean \"backup\"?");
  CHECK(problem("update_system:\n  safty: {}\n") ==
        "update.yml:2: update_system.safty: unknown key; did you mean \"safety\"?");
  CHECK(
      problem("update_system: {}\nbackup: {}\n").starts_with("update.yml:2: backup: unknown key"));
  CHECK(problem("repository: {url: \"http://x\"}\n")
            .starts_with("update.yml:1: repository.url: unknown key"));
}

TEST_CASE("a wrong value is an error with its line") {
  CHECK(problem("backup:\n  enabled: yes\n") ==
        "update.yml:2: backup.enabled: expected true or false, found \"yes\"");
  CHECK(
      problem("backup: {retention_days: -1}").starts_with("update.yml:1: backup.retention_days: "));
  CHECK(problem("backup: {retention_days: \"30\"}")
            .starts_with("update.yml:1: backup.retention_days: "));
  CHECK(problem("policy: {max_download: many}").starts_with("update.yml:1: policy.max_download: "));
  CHECK(problem("policy: [a]").starts_with("update.yml:1: policy: expected a mapping"));
  CHECK(problem("policy: {channel: beta, channel: alpha}")
            .starts_with("update.yml:1: \"channel\" is given twice"));
}

TEST_CASE("empty files and sections say nothing") {
  CHECK(parse("") == Configuration{});
  CHECK(parse("update_system:\n") == Configuration{});
  CHECK(parse("update_system:\n  backup:\n") == Configuration{});
  CHECK(parse("backup:\n  # enabled: false\npolicy:\n") == Configuration{});
  CHECK_FALSE(problem("backup: {enabled: }").empty());
}

TEST_CASE("the JSON Schema of the configuration is the shape that the program checks") {
  json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "Configuration of the updater (update.yml)"},
              {"oneOf",
               {shape_json_schema(configuration_shape()),
                shape_json_schema(wrapped_configuration_shape())}}};
  check_golden("manifest-schema/schemas/update.schema.json", schema.dump(2) + "\n");
}

TEST_CASE("any update.yml is a configuration or an error with file and line") {
  for_each_mutation(read_source("manifest-schema/golden/update.yml"), 1000,
                    [](const std::string& text) {
                      const auto found = problem(text);
                      if (!found.empty()) CHECK(found.starts_with("update.yml:"));
                    });
}

TEST_CASE("every key is in the documentation, and its sample loads") {
  const std::string text = read_source("docs/configuration.md");
  for (const auto& section : configuration_shape().fields) {
    for (const auto& field : section.shape->fields) {
      INFO(section.name << "." << field.name);
      CHECK(text.find("`" + section.name + "." + field.name + "`") != std::string::npos);
    }
  }
  const std::string fence = "```yaml\n";
  const auto begin = text.find(fence) + fence.size();
  const auto configuration = parse(text.substr(begin, text.find("```", begin) - begin));
  CHECK(configuration.repository.limit_rate == 2 << 20);
  CHECK(configuration.policy.channel == Channel::beta);
}
