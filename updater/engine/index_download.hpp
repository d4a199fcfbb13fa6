// Brings the tree index of a release to this host: the block list first, then only blocks that no
// index on this host has.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "core/transport/fetcher.hpp"
#include "core/tree/index_file.hpp"
#include "manifest-schema/release_manifest.hpp"

namespace switchback {

// Writes the index to the empty file `output` and opens it, every block verified. `known` are
// indexes to take equal blocks from.
IndexFile download_index(PieceFetcher& fetcher, const ReleaseManifest& manifest,
                         const std::vector<const IndexFile*>& known, Descriptor output,
                         const std::string& name, const std::stop_token& stop = {});

}  // namespace switchback
