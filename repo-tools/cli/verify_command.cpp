#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "base/hex.hpp"
#include "base/terminal/error_message.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "base/units.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/verify/verify_repository.hpp"

namespace switchback {
namespace {

int status_of(const VerifyReport& report) {
  if (!report.findings.empty()) return kExitFailure;
  return report.expired.empty() ? kExitOk : kExitExpired;
}

void print_json(Output& out, const VerifyReport& report) {
  nlohmann::json json = {{"schema", "switchback.verify/1"},
                         {"clean", report.clean()},
                         {"root_fingerprint", report.root_fingerprint},
                         {"damage", nlohmann::json::array()},
                         {"expired", nlohmann::json::array()},
                         {"notes", report.notes},
                         {"metadata_files", report.metadata_files},
                         {"releases", report.releases},
                         {"blobs", report.blobs},
                         {"deltas", report.deltas},
                         {"bytes", report.bytes}};
  for (const auto& finding : report.findings)
    json["damage"].push_back(
        {{"path", printable(finding.path)}, {"problem", printable(finding.problem)}});
  for (const auto& expired : report.expired)
    json["expired"].push_back(
        {{"path", expired.path}, {"expires", format_timestamp(expired.expires)}});
  out.line(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print_text(Invocation& invocation, const VerifyReport& report) {
  Output& out = invocation.out();
  const Style style = invocation.out_style();
  for (const auto& finding : report.findings)
    out.line(fmt::format("{} {}: {}", style.error("damage"), printable(finding.path),
                         printable(finding.problem)));
  for (const auto& expired : report.expired)
    out.line(fmt::format("{} {} since {}", style.warning("expired"), expired.path,
                         format_timestamp(expired.expires)));
  for (const auto& note : report.notes) out.line("note: " + printable(note));
  out.line("root fingerprint  " + report.root_fingerprint);
  out.line(fmt::format("{} releases, {} metadata files, {} blobs ({} deltas), {}: {}",
                       report.releases, report.metadata_files, report.blobs, report.deltas,
                       format_size(report.bytes),
                       report.clean() ? style.success("clean") : style.error("not clean")));
}

void advise(const VerifyReport& report) {
  if (!report.findings.empty())
    write_to_stderr("restore what is damaged from a backup or a mirror; hosts refuse it\n");
  else if (!report.expired.empty())
    write_to_stderr(
        "run `switchback-repo refresh` where the keys are; hosts refuse it until then\n");
}

// A fingerprint that cannot be one says nothing about the repository.
std::string fingerprint_of(const std::string& text) {
  constexpr std::string_view kPrefix = "sha256:";
  const auto digest =
      text.starts_with(kPrefix) ? hex_decode(text.substr(kPrefix.size())) : std::nullopt;
  if (!digest || digest->size() != 32)
    throw ConfigError("usage", "--trust: '" + text + "' is not sha256: and 64 hexadecimal digits",
                      "give what `init` printed as the root fingerprint");
  return text;
}

int run_verify(Invocation& invocation, const std::string& trust) {
  VerifyOptions options;
  options.now = now();
  options.stop = invocation.stop();
  if (!trust.empty()) options.root_fingerprint = fingerprint_of(trust);
  const VerifyReport report =
      verify_repository(invocation.paths().root(), options, invocation.progress());
  invocation.clear_progress();
  if (invocation.options.json)
    print_json(invocation.out(), report);
  else
    print_text(invocation, report);
  advise(report);
  return status_of(report);
}

}  // namespace

void add_verify_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command =
      app.add_subcommand("verify", "Check every signature and every published byte");
  const auto trust = std::make_shared<std::string>();
  add_repository_options(*command, invocation);
  add_json_option(*command, invocation);
  command->add_option("--trust", *trust,
                      "sha256:HEX that 1.root.json must have (what `init` recorded)");
  do_when_chosen(*command, invocation,
                 [&invocation, trust] { return run_verify(invocation, *trust); });
}

}  // namespace switchback
