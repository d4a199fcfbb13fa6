#include "updater/config/configuration_shape.hpp"

#include "manifest-schema/text_rules.hpp"

namespace switchback {
namespace {

using namespace shape;

constexpr std::int64_t kMaxCount = 1'000'000;

ShapePointer repository() {
  const auto file = text(rules::some_text());
  return object({{"ca", file},
                 {"client_cert", file},
                 {"token_file", file},
                 {"proxy", text(rules::some_text())},
                 {"limit_rate", text(rules::size())},
                 {"timeout", text(rules::duration())}});
}

ShapePointer policy() {
  return object({{"channel", choice({"alpha", "beta", "stable"})},
                 {"on_delta_failure", choice({"full", "retry", "abort"})},
                 {"max_download", text(rules::size())}});
}

ShapePointer backup() {
  const auto count = integer(0, kMaxCount);
  return object({{"enabled", boolean()},
                 {"directory", text(rules::some_text())},
                 {"encryption", boolean()},
                 {"retention_days", count},
                 {"max_size", text(rules::size())},
                 {"keep_last", count},
                 {"keep_daily", count},
                 {"keep_weekly", count},
                 {"keep_monthly", count},
                 {"recipients", list(text(rules::some_text()))}});
}

ShapePointer behavior() {
  return object({{"auto_backup", boolean()},
                 {"auto_restart", boolean()},
                 {"maintenance_mode", boolean()},
                 {"cluster_coordination", boolean()}});
}

ShapePointer safety() {
  return object({{"require_confirmation", boolean()},
                 {"validate_migrations", boolean()},
                 {"test_after_update", boolean()},
                 {"rollback_on_failure", boolean()},
                 {"allow_data_loss", boolean()}});
}

ShapePointer clustering() {
  return object({{"enabled", boolean()},
                 {"coordination_timeout", integer(0, kMaxCount)},  // seconds
                 {"rolling_updates", boolean()},
                 {"max_concurrent_nodes", integer(1, kMaxCount)}});
}

ShapePointer sections() {
  static const ShapePointer kShape = object({{"repository", repository()},
                                             {"policy", policy()},
                                             {"backup", backup()},
                                             {"behavior", behavior()},
                                             {"safety", safety()},
                                             {"clustering", clustering()}});
  return kShape;
}

}  // namespace

const Shape& configuration_shape() {
  return *sections();
}

const Shape& wrapped_configuration_shape() {
  static const ShapePointer kShape = object({{"update_system", sections(), true}});
  return *kShape;
}

}  // namespace switchback
