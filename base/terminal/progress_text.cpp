#include "base/terminal/progress_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/terminal/error_message.hpp"
#include "base/units.hpp"

namespace switchback {
namespace {

constexpr std::size_t kBarColumns = 24;

std::string count_text(std::uint64_t count, ProgressUnit unit) {
  return unit == ProgressUnit::bytes ? format_size(count) : fmt::format("{}", count);
}

std::string remaining_text(const PhaseView& phase) {
  if (phase.finished) return "in " + format_duration(phase.elapsed);
  if (!phase.remaining) return {};
  const auto left = std::chrono::seconds(*phase.remaining).count();
  return left < 60 ? fmt::format("{} s left", left) : format_duration(*phase.remaining) + " left";
}

// What follows the name, most important first; the empty ones left out.
std::vector<std::string> details(const PhaseView& phase) {
  std::vector<std::string> parts;
  if (phase.total > 0) parts.push_back(fmt::format("{:3} %", percent_of(phase.done, phase.total)));
  for (auto& part : {amount_text(phase), rate_text(phase), remaining_text(phase)})
    if (!part.empty()) parts.push_back(part);
  return parts;
}

std::string bar(const PhaseView& phase) {
  const auto filled =
      kBarColumns * static_cast<std::size_t>(percent_of(phase.done, phase.total)) / 100;
  return fmt::format("[{}{}]", std::string(filled, '#'), std::string(kBarColumns - filled, '.'));
}

}  // namespace

int percent_of(std::uint64_t done, std::uint64_t total) {
  if (total == 0) return 0;
  const double share = static_cast<double>(std::min(done, total)) / static_cast<double>(total);
  return done >= total ? 100 : std::min(99, static_cast<int>(share * 100));
}

std::string amount_text(const PhaseView& phase) {
  std::string done = count_text(phase.done, phase.unit);
  if (phase.total == 0 || phase.finished) return done;
  return done + " of " + count_text(phase.total, phase.unit);
}

std::string rate_text(const PhaseView& phase) {
  if (!phase.per_second) return {};
  return count_text(static_cast<std::uint64_t>(*phase.per_second), phase.unit) + "/s";
}

std::string bar_text(const PhaseView& phase, std::size_t width) {
  std::string text = printable(phase.name);
  const std::vector<std::string> parts = details(phase);
  std::size_t needed = text.size();
  for (const auto& part : parts) needed += 2 + part.size();
  if (phase.total > 0 && needed + 1 + kBarColumns + 2 <= width)
    text += fmt::format(" {}", bar(phase));
  for (const auto& part : parts) {
    if (text.size() + 2 + part.size() > width) break;
    text += "  " + part;
  }
  return text.substr(0, width);
}

std::string plain_text(const PhaseView& phase) {
  std::string text = printable(phase.name) + ":";
  std::string separator = " ";
  for (const auto& part : details(phase)) {
    text += separator + part.substr(part.find_first_not_of(' '));
    separator = ", ";
  }
  return text;
}

}  // namespace switchback
