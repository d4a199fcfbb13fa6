// The records of a pax extended header, read strictly.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace switchback {

enum class PaxScope { next_member, whole_archive };

// Refuses with TrustError("trust-format"): malformed, repeated and unknown records, values with
// NUL, names in another character set, sparse files, and in a global header everything but a
// comment. Returns the size that replaces the one of the ustar header, accepted only where that
// cannot hold it (8 GiB and more): otherwise it is there to make two readers see two archives.
std::optional<std::uint64_t> check_pax_records(std::string_view body, PaxScope scope);

}  // namespace switchback
