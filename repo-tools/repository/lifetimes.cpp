#include "repo-tools/repository/lifetimes.hpp"

#include <array>
#include <optional>
#include <utility>

#include "base/errors.hpp"
#include "base/units.hpp"
#include "manifest-schema/role_names.hpp"

namespace switchback {
namespace {

using std::chrono::seconds;
using Days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

struct Default {
  RoleKind kind;
  std::string_view name;
  Days lifetime;
};

constexpr std::array<Default, 7> kDefaults{{{RoleKind::root, "root", Days(730)},
                                            {RoleKind::targets, "targets", Days(365)},
                                            {RoleKind::product, "product", Days(365)},
                                            {RoleKind::shard, "shard", Days(365)},
                                            {RoleKind::sealed_shard, "sealed", Days(3650)},
                                            {RoleKind::snapshot, "snapshot", Days(14)},
                                            {RoleKind::timestamp, "timestamp", Days(14)}}};

const Default& default_of(RoleKind kind) {
  for (const auto& entry : kDefaults)
    if (entry.kind == kind) return entry;
  throw std::logic_error("a role kind without a lifetime");
}

bool is_role(std::string_view name) {
  if (name.starts_with(kProductRolePrefix)) return true;
  for (const auto& entry : kDefaults)
    if (entry.name == name) return true;
  return false;
}

}  // namespace

void Lifetimes::set(std::string_view argument) {
  const auto equals = argument.find('=');
  std::optional<std::chrono::milliseconds> duration;
  if (equals != std::string_view::npos) duration = parse_duration(argument.substr(equals + 1));
  const std::string_view role = argument.substr(0, equals);
  if (!duration || *duration < seconds(1) || *duration > Days(36'500) || !is_role(role))
    throw ConfigError("usage", "--expires " + std::string(argument) + " is not ROLE=DURATION",
                      "ROLE is root, targets, product, shard, sealed, snapshot, timestamp or "
                      "p-PRODUCT; DURATION is like 12h, 14d or 1y");
  chosen_[std::string(role)] = std::chrono::duration_cast<seconds>(*duration);
}

seconds Lifetimes::of(RoleKind kind, const std::string& role) const {
  const Default& entry = default_of(kind);
  for (const std::string_view name : {std::string_view(role), entry.name})
    if (const auto found = chosen_.find(name); found != chosen_.end()) return found->second;
  return entry.lifetime;
}

bool Lifetimes::is_due(RoleKind kind, const std::string& role, Timestamp expires,
                       Timestamp now) const {
  return expires - now <= of(kind, role) / 3;
}

}  // namespace switchback
