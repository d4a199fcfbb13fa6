#include "repo-tools/verify/verify_repository.hpp"

#include <fmt/format.h>

#include <atomic>

#include "base/errors.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/verify/bundle_check.hpp"
#include "repo-tools/verify/delta_check.hpp"
#include "repo-tools/verify/parallel.hpp"
#include "repo-tools/verify/survey.hpp"

namespace switchback {
namespace {

constexpr int kMaxSurveys = 8;  // a publisher that is faster than that many in a row is none
constexpr std::string_view kPhase = "verify";

// Nothing where it is missing or cannot be read: the survey says so.
std::optional<std::string> visible_state(const PublishedFolder& folder) {
  std::optional<std::string> timestamp;
  Findings ignored;
  ignored.check("",
                [&] { timestamp = folder.read("metadata/timestamp.json", kMaxMetadataLength); });
  return timestamp;
}

// Whether readers see what they saw during the survey.
bool is_current(const PublishedFolder& folder, const Survey& survey) {
  return visible_state(folder).value_or("") == survey.metadata.timestamp_bytes;
}

// A survey during which readers saw one and the same state.
Survey steady_survey(const PublishedFolder& folder, const RepositoryPaths& paths,
                     const VerifyOptions& options, Findings& findings) {
  for (int attempt = 1;; ++attempt) {
    if (options.stop.stop_requested()) throw Interrupted();
    findings.take();
    auto survey = survey_repository(folder, paths, options.now, findings);
    if (is_current(folder, survey) || attempt == kMaxSurveys) return survey;
  }
}

std::optional<std::string> expected_fingerprint(const RepositoryPaths& paths,
                                                const VerifyOptions& options) {
  if (options.root_fingerprint) return options.root_fingerprint;
  try {
    return root_fingerprint(paths);
  } catch (const Error&) {
    return std::nullopt;  // a copy or mirror without REPO.state
  }
}

void check_fingerprint(const std::string& actual, const std::optional<std::string>& expected,
                       Findings& findings) {
  if (actual.empty() || !expected || actual == *expected) return;
  findings.add("metadata/1.root.json", fmt::format("is {}, not the root {}", actual, *expected));
}

std::uint64_t total_bytes(const Survey& survey) {
  std::uint64_t total = 0;
  for (const auto& release : survey.blobs) total += release.bundle.length + release.index.length;
  for (const auto& delta : survey.deltas) total += delta.reference.offer.length;
  return total;
}

void check_blobs(const PublishedFolder& folder, const Survey& survey, const VerifyOptions& options,
                 Progress& progress, Findings& findings) {
  const auto total = total_bytes(survey);
  std::atomic<std::uint64_t> done = 0;
  const BundleCheckOptions check{options.stop, [&](std::uint64_t count) {
                                   progress.report(kPhase, done += count, total,
                                                   ProgressUnit::bytes);
                                 }};
  for_each_parallel(survey.blobs.size(), options.threads,
                    [&](std::size_t i) { check_bundle(folder, survey.blobs[i], check, findings); });
  for_each_parallel(survey.deltas.size(), options.threads,
                    [&](std::size_t i) { check_delta(folder, survey.deltas[i], check, findings); });
  progress.report(kPhase, total, total, ProgressUnit::bytes);
}

VerifyReport report_of(const Survey& survey, Findings& findings) {
  VerifyReport report;
  report.root_fingerprint = survey.metadata.root_fingerprint;
  report.findings = findings.take();
  report.expired = survey.metadata.expired;
  report.notes = survey.notes;
  report.metadata_files = survey.metadata_files;
  report.releases = survey.releases;
  report.deltas = survey.deltas.size();
  report.blobs = 2 * survey.blobs.size() + report.deltas;
  report.bytes = total_bytes(survey);
  return report;
}

}  // namespace

VerifyReport verify_repository(const std::filesystem::path& repository,
                               const VerifyOptions& options, Progress& progress) {
  const PublishedFolder folder(repository);
  const RepositoryPaths paths(repository);
  for (int attempt = 1;; ++attempt) {
    Findings findings;
    const auto survey = steady_survey(folder, paths, options, findings);
    check_fingerprint(survey.metadata.root_fingerprint, expected_fingerprint(paths, options),
                      findings);
    check_blobs(folder, survey, options, progress, findings);
    // What is missing may have been removed since, and deleted by a gc without grace.
    if (findings.empty() || attempt == kMaxSurveys || is_current(folder, survey))
      return report_of(survey, findings);
  }
}

}  // namespace switchback
