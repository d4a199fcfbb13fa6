// Metadata bytes to values. Everything that is not well formed is a TrustError("trust-format"):
// duplicate keys, a wrong `_type`, another major specification version, versions and thresholds
// below 1, two signatures with one key id, a delegated role without a name or with that of a
// top-level role. A key we cannot use is kept and never verifies.
#pragma once

#include <string_view>

#include "manifest-schema/tuf/metadata.hpp"

namespace switchback::tuf {

Signed<Root> parse_root(std::string_view bytes);
Signed<Timestamp> parse_timestamp(std::string_view bytes);
Signed<Snapshot> parse_snapshot(std::string_view bytes);
Signed<Targets> parse_targets(std::string_view bytes);

}  // namespace switchback::tuf
