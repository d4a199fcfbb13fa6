// Checking that a role's threshold of distinct keys signed a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "manifest-schema/tuf/metadata.hpp"

namespace switchback {

// Throws TrustError("trust-threshold") that says how many of how many signatures are good. A key
// counts when it is among `role`'s ids, its declared id is one computed from it, and its signature
// verifies; the same key material counts once, whatever ids it is listed under. Anything else is
// ignored. `role_name` is for the message.
void verify_threshold(std::string_view role_name, const tuf::RoleKeys& role, const tuf::Keys& keys,
                      std::string_view signed_bytes, const std::vector<tuf::Signature>& signatures);

// Distinct usable key material among `role`'s keys that signed; stops counting at the threshold.
std::size_t count_signers(const tuf::RoleKeys& role, const tuf::Keys& keys,
                          std::string_view signed_bytes,
                          const std::vector<tuf::Signature>& signatures);

}  // namespace switchback
