// incoming/: the scratch folder that holds the content of one next tree.
#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>

#include "core/tree/index_file.hpp"
#include "updater/state/layout.hpp"

namespace switchback {

// Empties it, and makes it (0700) where it is missing.
void clear_incoming(const Layout& layout);
// The same, but what was fetched of a delta stays.
void clear_staged(const Layout& layout);
// Removes what was fetched of deltas, but of the first `kept`, and what was made on the way.
void clear_delta(const Layout& layout, std::size_t kept = 0);
// In incoming/, of the nth delta of a chain, from 1 on: "delta", "delta.2".
std::string delta_name(std::size_t number);
// The index in it where an earlier attempt at the same release left one.
std::optional<IndexFile> resumable_index(const Layout& layout, const IndexReference& reference,
                                         const std::stop_token& stop = {});

}  // namespace switchback
