#include "repo-tools/cli/garbage_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/units.hpp"

namespace switchback {
namespace {

constexpr std::size_t kNamedAtMost = 20;

std::string amount(std::size_t files, std::uint64_t bytes) {
  return fmt::format("{} {}, {}", files, files == 1 ? "file" : "files", format_size(bytes));
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return count == 1 ? one : fmt::format("{} {}", count, many);
}

// "3 files, 1.20 KiB and an empty folder"; nothing of nothing.
std::string amount(std::size_t files, std::uint64_t bytes, std::size_t empty_folders,
                   std::size_t interrupted) {
  std::string text = files == 0 ? "" : amount(files, bytes);
  const auto add = [&](const std::string& more) { text += (text.empty() ? "" : " and ") + more; };
  if (empty_folders > 0) add(counted(empty_folders, "an empty folder", "empty folders"));
  if (interrupted > 0)
    add("the work on " + counted(interrupted, "an interrupted delta", "interrupted deltas"));
  return text;
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

}  // namespace

std::string due_amount(const GarbagePlan& plan) {
  return amount(plan.due_files(), plan.due_bytes(), plan.empty_folders.size(),
                plan.interrupted.size());
}

std::string garbage_text(const GarbagePlan& plan) {
  std::string text = "to be deleted:\n";
  std::size_t named = 0;
  const auto name = [&](const std::string& path, const std::string& what) {
    if (++named <= kNamedAtMost) text += fmt::format("  {}, {}\n", path, what);
  };
  for (const auto* group : {&plan.blobs, &plan.manifests, &plan.metadata})
    for (const auto& file : *group) name(file.path, format_size(file.bytes));
  for (const auto& folder : plan.empty_folders) name(folder, "an empty folder");
  for (const auto& delta : plan.interrupted)
    name(delta.path, format_size(delta.bytes) + " of an interrupted delta");
  if (named > kNamedAtMost) text += fmt::format("  and {} more\n", named - kNamedAtMost);
  return text + due_amount(plan) + "\n";
}

namespace {

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
      {"strangers", plan.strangers},         {"interrupted_deltas", nlohmann::json::array()}};
  for (const auto* group : {&plan.blobs, &plan.manifests, &plan.metadata})
    for (const auto& file : *group)
      json["deleted"].push_back({{"path", file.path}, {"bytes", file.bytes}});
  for (const auto& delta : plan.interrupted)
    json["interrupted_deltas"].push_back({{"path", delta.path}, {"bytes", delta.bytes}});
  out.line(json.dump());
}

}  // namespace

std::string deleted_amount(const GarbageDeletion& done) {
  return amount(done.files, done.bytes, done.empty_folders, done.interrupted);
}

void print_garbage(Invocation& invocation, const GarbagePlan& plan, std::chrono::seconds grace,
                   const std::string& done) {
  Output& out = invocation.out();
  if (invocation.options.json) return print_json(out, plan, grace, invocation.options.dry_run);
  out.line(done);
  if (!plan.waiting.empty()) out.line(waiting_text(plan, grace));
}

}  // namespace switchback
