// What hosts would refuse to read must not be signed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace switchback {

// Of a metadata file, or of its signed part alone. Throws ConfigError("config") where it is longer
// than `allowed`, or has more JSON values than tuf::kMaxMetadataValues.
void require_readable(const std::string& role, std::string_view bytes, std::uint64_t allowed);

}  // namespace switchback
