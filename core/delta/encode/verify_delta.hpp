// A delta is applied and compared once before it is published.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>

#include "core/delta/file_bytes.hpp"
#include "core/tree/index_file.hpp"

namespace switchback {

// Decodes the delta in `file` as a host does, writes nothing, and compares every made file and the
// rebuilt index with the new release. Throws as apply_delta does.
void verify_delta(const std::filesystem::path& file, std::uint64_t header_length,
                  const IndexFile& old_index, WholeFiles& old_files, const IndexFile& new_index,
                  FileBytes& new_files, const std::stop_token& stop = {});

}  // namespace switchback
