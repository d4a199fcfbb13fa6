// Values to metadata bytes: the one form our tools write (canonical JSON, no newline at the end).
#pragma once

#include <string>
#include <vector>

#include "manifest-schema/tuf/metadata.hpp"

namespace switchback::tuf {

// The signing form of the `signed` part: what a signer signs.
std::string signed_bytes(const Root& role);
std::string signed_bytes(const Timestamp& role);
std::string signed_bytes(const Snapshot& role);
std::string signed_bytes(const Targets& role);

// The whole file around `signed_bytes` (as returned above or as received).
std::string encode_envelope(const std::string& signed_bytes,
                            const std::vector<Signature>& signatures);

template <typename Role>
std::string encode(const Role& role, const std::vector<Signature>& signatures) {
  return encode_envelope(signed_bytes(role), signatures);
}

}  // namespace switchback::tuf
