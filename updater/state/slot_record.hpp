// What one of the two slots holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "manifest-schema/tree_index.hpp"
#include "manifest-schema/version.hpp"

namespace switchback {

enum class SlotState { empty, complete, rebuilding };

struct SlotRecord {
  SlotState state = SlotState::empty;
  std::optional<Version> version;  // of a complete slot, or the one it is being rebuilt to
  IndexReference index;
  std::string manifest;  // bytes of the release manifest
  std::string shard;     // "0001"
  std::string signer;    // key ids that signed the shard, comma-separated
};

std::string_view slot_state_name(SlotState state);
// Inverse of the name above. Throws StateError("future-state") for a name that this program does
// not know: a slot that it took for empty it would fill with another version.
SlotState parse_slot_state(std::string_view name);

// SlotRecord::index as the text that state.db stores.
std::string encode_index_reference(const IndexReference& index);
// Throws StateError("state") for any other text.
IndexReference decode_index_reference(const std::string& text);

}  // namespace switchback
