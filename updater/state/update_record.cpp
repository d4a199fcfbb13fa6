#include <array>
#include <utility>

#include "base/errors.hpp"
#include "updater/state/update_record.hpp"

namespace switchback {
namespace {

template <typename Enum, std::size_t N>
using Names = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Names<UpdateKind, 4> kKinds{{{UpdateKind::install, "install"},
                                       {UpdateKind::upgrade, "upgrade"},
                                       {UpdateKind::downgrade, "downgrade"},
                                       {UpdateKind::rollback, "rollback"}}};
constexpr Names<UpdateOutcome, 6> kOutcomes{{{UpdateOutcome::open, "open"},
                                             {UpdateOutcome::staged, "staged"},
                                             {UpdateOutcome::succeeded, "succeeded"},
                                             {UpdateOutcome::failed, "failed"},
                                             {UpdateOutcome::interrupted, "interrupted"},
                                             {UpdateOutcome::rolled_back, "rolled-back"}}};
constexpr Names<UpdatePhase, 4> kPhases{{{UpdatePhase::preparing, "preparing"},
                                         {UpdatePhase::staged, "staged"},
                                         {UpdatePhase::switching, "switching"},
                                         {UpdatePhase::switched, "switched"}}};

template <typename Enum, std::size_t N>
std::string_view name_of(const Names<Enum, N>& names, Enum value) {
  for (const auto& [candidate, name] : names)
    if (candidate == value) return name;
  return "unknown";
}

template <typename Enum, std::size_t N>
Enum parse(const Names<Enum, N>& names, std::string_view text) {
  for (const auto& [value, name] : names)
    if (name == text) return value;
  throw StateError("future-state", "state.db holds an unknown state '" + std::string(text) + "'",
                   "use the newer switchback that wrote it");
}

}  // namespace

Instant instant_now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string_view update_kind_name(UpdateKind kind) {
  return name_of(kKinds, kind);
}
std::string_view update_outcome_name(UpdateOutcome outcome) {
  return name_of(kOutcomes, outcome);
}
std::string_view update_phase_name(UpdatePhase phase) {
  return name_of(kPhases, phase);
}
UpdateKind parse_update_kind(std::string_view name) {
  return parse(kKinds, name);
}
UpdateOutcome parse_update_outcome(std::string_view name) {
  return parse(kOutcomes, name);
}
UpdatePhase parse_update_phase(std::string_view name) {
  return parse(kPhases, name);
}

}  // namespace switchback
