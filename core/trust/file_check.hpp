// Length and hashes that signed metadata states about a file (specification 5.5.2, 5.6.2, 5.7.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "manifest-schema/tuf/metadata.hpp"

namespace switchback {

// Throws TrustError("trust-length-or-hash"). Every hash of an algorithm we know must agree (sha256,
// sha512); others are ignored, but where hashes are stated at least one must be known.
void check_length_and_hashes(std::string_view name, std::string_view bytes,
                             std::optional<std::uint64_t> length, const tuf::Hashes& hashes);

}  // namespace switchback
