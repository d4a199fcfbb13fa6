#include <CLI/CLI.hpp>
#include <array>
#include <memory>

#include "base/errors.hpp"
#include "base/terminal/error_message.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "updater/cli/commands.hpp"
#include "updater/cli/json_text.hpp"

namespace switchback {
namespace {

struct ChangelogOptions {
  std::string version;
  std::string since;
  std::string format = "text";
};

// In the order of their weight: what breaks comes first.
constexpr std::array<std::pair<const char*, const char*>, 6> kHeadings{
    {{"breaking", "Breaking"},
     {"needs-action", "Needs action"},
     {"security", "Security"},
     {"added", "Added"},
     {"changed", "Changed"},
     {"fixed", "Fixed"}}};

// Entries of all releases under one heading, newest release first. References stand in an entry's
// text already.
std::string entries_text(const Host::Changelog& changelog, const std::string& type) {
  std::string text;
  for (const auto& release : changelog.releases)
    for (const auto& entry : release.entries)
      if (entry.type == type)
        text += "- " + printable(entry.text) + " [" + release.version.text() + "]\n";
  return text;
}

std::string document(const Host::Changelog& changelog, const Style& style, bool markdown) {
  std::string text;
  for (const auto& [type, title] : kHeadings) {
    const std::string entries = entries_text(changelog, type);
    if (entries.empty()) continue;
    text += (text.empty() ? "" : "\n") +
            (markdown ? "## " + std::string(title) : style.bold(title)) + "\n" + entries;
  }
  return text.empty() ? "no entries\n" : text;
}

Json changelog_json(const Host::Changelog& changelog) {
  Json json{{"schema", "switchback.changelog/1"},
            {"releases", Json::array()},
            {"missing", Json::array()}};
  for (const auto& release : changelog.releases) {
    Json entries = Json::array();
    for (const auto& entry : release.entries)
      entries.push_back(
          {{"type", entry.type}, {"text", entry.text}, {"references", entry.references}});
    json["releases"].push_back({{"version", release.version.text()},
                                {"published", release.published},
                                {"entries", std::move(entries)}});
  }
  for (const auto& version : changelog.missing) json["missing"].push_back(version.text());
  return json;
}

// Without --since: what came with the newest update that is in force.
std::optional<Version> origin_of(Host& host, const std::optional<Version>& active) {
  for (const auto& update : host.history())
    if (update.outcome == "succeeded" && update.undone_by.empty() && update.to == active &&
        update.from && *update.from < update.to)
      return update.from;
  return std::nullopt;
}

Host::Changelog collect(Host& host, const ChangelogOptions& options) {
  if (!options.version.empty()) {
    const Version version = Version::from_argument(options.version);
    Host::Changelog one = host.changelog_of(version);
    if (one.releases.empty())
      throw StateError("not-found", "the changelog of " + version.text() + " is not to be had",
                       "see what there is with 'switchback check'");
    return one;
  }
  if (!options.since.empty())
    return host.changelog(Version::from_argument(options.since), std::nullopt);
  const auto active = host.status().version;
  return host.changelog(origin_of(host, active), active);
}

int run_changelog(Invocation& invocation, const ChangelogOptions& options) {
  Host host = invocation.open_host();
  const Host::Changelog changelog = collect(host, options);
  invocation.show_warnings(host);
  for (const auto& version : changelog.missing)
    invocation.warn("the changelog of " + version.text() + " is not on this host");
  if (invocation.options.json || options.format == "json") {
    invocation.out().line(json_line(changelog_json(changelog)));
  } else {
    invocation.out().write(
        document(changelog, invocation.out_style(), options.format == "markdown"));
  }
  return kExitOk;
}

}  // namespace

void add_changelog_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("changelog", "What changed, breaking changes first");
  const auto options = std::make_shared<ChangelogOptions>();
  CLI::Option* version =
      command->add_option("--version", options->version, "Of this release alone");
  command->add_option("--since", options->since, "Of all releases after this one")
      ->excludes(version);
  command->add_option("--format", options->format, "text, json or markdown")
      ->check(CLI::IsMember({"text", "json", "markdown"}));
  add_json_option(*command, invocation);
  do_when_chosen(*command, invocation,
                 [&invocation, options] { return run_changelog(invocation, *options); });
}

}  // namespace switchback
