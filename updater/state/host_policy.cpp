// The part of StateStore that is about what the operator has decided: pins and holds.
#include "base/errors.hpp"
#include "updater/state/state_store.hpp"
#include "updater/state/stored_version.hpp"

namespace switchback {
namespace {

constexpr const char* kPin = "pin";
constexpr const char* kHold = "hold";
constexpr const char* kForEver = "until-unhold";

}  // namespace

std::optional<Version> StateStore::pin() {
  const auto pin = meta(kPin);
  return pin ? std::optional(stored_version(*pin)) : std::nullopt;
}

HostPolicy StateStore::policy() {
  HostPolicy policy;
  policy.pin = pin();
  const auto hold = meta(kHold);
  policy.held = hold.has_value();
  if (!hold || *hold == kForEver) return policy;
  policy.held_until = parse_timestamp(*hold);
  if (!policy.held_until)
    throw StateError("state", "state.db holds a malformed hold '" + *hold + "'");
  return policy;
}

void StateStore::set_pin(const std::optional<Version>& version) {
  version ? set_meta(kPin, version->text()) : remove_meta(kPin);
}

void StateStore::set_hold(bool held, const std::optional<Timestamp>& until) {
  if (!held) return remove_meta(kHold);
  set_meta(kHold, until ? format_timestamp(*until) : kForEver);
}

}  // namespace switchback
