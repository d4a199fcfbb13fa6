// A TUF target that is small enough for memory, fetched and verified.
#pragma once

#include <string>

#include "core/transport/fetcher.hpp"
#include "manifest-schema/tuf/metadata.hpp"

namespace switchback {

// 5.7: `prefix` ("targets/") plus the target's file name, hash prefix included where `consistent`.
// Never more than the signed length is read; throws TrustError("trust-length-or-hash") for other
// bytes than the signed ones.
std::string fetch_target(Fetcher& fetcher, const std::string& prefix,
                         const std::string& target_path, const tuf::TargetFile& target,
                         bool consistent);

}  // namespace switchback
