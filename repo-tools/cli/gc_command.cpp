#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "base/units.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/completed_run.hpp"
#include "repo-tools/cli/plan_question.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/repository/operation_log.hpp"
#include "repo-tools/retention/garbage_removal.hpp"

namespace switchback {
namespace {

constexpr std::size_t kNamedAtMost = 20;

std::chrono::seconds grace_of(const std::string& text) {
  const auto grace = parse_duration(text);
  if (!grace)
    throw ConfigError("usage", "--grace " + text + " is no duration", "write it like 24h or 7d");
  return std::chrono::ceil<std::chrono::seconds>(*grace);
}

std::string amount(std::size_t files, std::uint64_t bytes) {
  return fmt::format("{} {}, {}", files, files == 1 ? "file" : "files", format_size(bytes));
}

// "3 files, 1.20 KiB and an empty folder"
std::string amount(std::size_t files, std::uint64_t bytes, std::size_t empty_folders) {
  if (empty_folders == 0) return amount(files, bytes);
  const std::string folders =
      empty_folders == 1 ? "an empty folder" : fmt::format("{} empty folders", empty_folders);
  return files == 0 ? folders : amount(files, bytes) + " and " + folders;
}

std::string due_amount(const GarbagePlan& plan) {
  return amount(plan.due_files(), plan.due_bytes(), plan.empty_folders.size());
}

std::uint64_t waiting_bytes(const GarbagePlan& plan) {
  std::uint64_t bytes = 0;
  for (const auto& file : plan.waiting) bytes += file.bytes;
  return bytes;
}

// When what waits is due: the first of it and the last.
std::string waiting_text(const GarbagePlan& plan, std::chrono::seconds grace) {
  const auto [first, last] = std::minmax_element(
      plan.waiting.begin(), plan.waiting.end(),
      [](const auto& left, const auto& right) { return left.since < right.since; });
  std::string text = fmt::format("{} not needed any more: deleted by a gc from {} on",
                                 amount(plan.waiting.size(), waiting_bytes(plan)),
                                 format_timestamp(first->since + grace));
  if (first->since != last->since)
    text += fmt::format(", the last of it from {} on", format_timestamp(last->since + grace));
  return text;
}

std::string plan_text(const GarbagePlan& plan) {
  std::string text = "to be deleted:\n";
  std::size_t named = 0;
  const auto name = [&](const std::string& path, const std::string& what) {
    if (++named <= kNamedAtMost) text += fmt::format("  {}, {}\n", path, what);
  };
  for (const auto* group : {&plan.blobs, &plan.manifests, &plan.metadata})
    for (const auto& file : *group) name(file.path, format_size(file.bytes));
  for (const auto& folder : plan.empty_folders) name(folder, "an empty folder");
  if (named > kNamedAtMost) text += fmt::format("  and {} more\n", named - kNamedAtMost);
  return text + due_amount(plan) + "\n";
}

nlohmann::json files_json(const std::vector<GarbageFile>& files, std::chrono::seconds grace) {
  auto list = nlohmann::json::array();
  for (const auto& file : files)
    list.push_back({{"path", file.path},
                    {"bytes", file.bytes},
                    {"due", format_timestamp(file.since + grace)}});
  return list;
}

void print_json(Output& out, const GarbagePlan& plan, std::chrono::seconds grace, bool dry_run) {
  nlohmann::json json = {
      {"schema", "switchback.gc/1"},         {"dry_run", dry_run},
      {"grace_seconds", grace.count()},      {"files", plan.due_files()},
      {"bytes", plan.due_bytes()},           {"deleted", nlohmann::json::array()},
      {"empty_folders", plan.empty_folders}, {"waiting", files_json(plan.waiting, grace)},
      {"strangers", plan.strangers}};
  for (const auto* group : {&plan.blobs, &plan.manifests, &plan.metadata})
    for (const auto& file : *group)
      json["deleted"].push_back({{"path", file.path}, {"bytes", file.bytes}});
  out.line(json.dump());
}

// `done` says what has become of what was due.
void print_result(Invocation& invocation, const GarbagePlan& plan, std::chrono::seconds grace,
                  const std::string& done) {
  Output& out = invocation.out();
  if (invocation.options.json) return print_json(out, plan, grace, invocation.options.dry_run);
  out.line(done);
  if (!plan.waiting.empty()) out.line(waiting_text(plan, grace));
}

void warn_about(Invocation& invocation, const GarbagePlan& plan) {
  for (const auto& warning : plan.warnings) invocation.warn(warning);
  if (plan.strangers > 0)
    invocation.warn(
        fmt::format("{} beneath targets/ that no publisher put there: left alone, "
                    "verify names what it is",
                    plan.strangers == 1 ? "a file" : "files"));
}

// What was deleted is deleted.
void log_deletion(Invocation& invocation, const GarbageDeletion& done, Timestamp time) {
  if (done.files == 0 && done.empty_folders == 0) return;
  try {
    append_operation(invocation.paths(),
                     {time, "gc: deleted " + amount(done.files, done.bytes, done.empty_folders),
                      done.files, 0, ""});
  } catch (const StorageError& error) {
    invocation.warn(std::string(error.what()) + "; this gc is not in the log");
  }
}

// The exit status. An interrupted or failed deletion is logged and told as far as it came.
int delete_due(Invocation& invocation, const GarbagePlan& plan, Timestamp time) {
  GarbageDeletion done;
  const auto so_far = [&] {
    log_deletion(invocation, done, time);
    return fmt::format("{} {} deleted, the next gc goes on", done.files,
                       done.files == 1 ? "file" : "files");
  };
  try {
    delete_garbage(invocation.paths(), plan, invocation.stop(), done);
  } catch (const Interrupted&) {
    invocation.tell("interrupted: " + so_far() + "\n");
    return kExitInterrupted;
  } catch (const Error&) {
    invocation.warn(so_far());
    throw;
  }
  log_deletion(invocation, done, time);
  return kExitOk;
}

int run_dry(Invocation& invocation, const GarbageOptions& options) {
  const RepositoryPaths paths = invocation.paths();
  const GarbagePlan plan = plan_garbage(paths, read_pending_set(paths), options);
  warn_about(invocation, plan);
  if (!plan.nothing_is_due()) show_plan(invocation, plan_text(plan));
  print_result(invocation, plan, options.grace,
               plan.nothing_is_due() ? "nothing is due" : "dry run: nothing was changed");
  return kExitOk;
}

int run_gc(Invocation& invocation, const std::string& grace) {
  const GarbageOptions options{grace_of(grace), now()};
  if (invocation.options.dry_run) return run_dry(invocation, options);
  OpenRepository repository(invocation.paths(), "gc");
  warn_about_completed(invocation, repository);  // the command that had begun it acknowledges it
  const GarbagePlan plan = plan_garbage(repository.paths, repository.view.pending, options);
  warn_about(invocation, plan);
  if (plan.nothing_is_due()) {
    record_garbage(repository.paths, plan);
    print_result(invocation, plan, options.grace, "nothing is due");
    return kExitOk;
  }
  show_plan(invocation, plan_text(plan));
  confirm_plan(invocation, "Delete?");
  const int status = delete_due(invocation, plan, options.now);
  if (status != kExitOk) return status;
  print_result(invocation, plan, options.grace, "deleted " + due_amount(plan));
  invocation.conclude([] {});
  return kExitOk;
}

}  // namespace

void add_gc_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("gc", "Delete files that nothing needs any more");
  const auto grace = std::make_shared<std::string>("24h");
  add_repository_options(*command, invocation);
  add_json_option(*command, invocation);
  command->add_option("--grace", *grace,
                      "Leave what was needed so short a time ago (24h); 0s: delete at once");
  do_when_chosen(*command, invocation, [&invocation, grace] { return run_gc(invocation, *grace); });
}

}  // namespace switchback
