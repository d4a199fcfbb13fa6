#include "updater/state/slot_record.hpp"

#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "base/hex.hpp"

namespace switchback {
namespace {

Sha256Digest parse_digest(const std::string& hex) {
  const auto bytes = hex_decode(hex);
  if (!bytes || bytes->size() != 32) throw StateError("state", "state.db holds a malformed digest");
  return Sha256Digest::from_bytes(*bytes);
}

[[noreturn]] void refuse_reference() {
  throw StateError("state", "state.db holds a malformed index reference");
}

}  // namespace

std::string_view slot_state_name(SlotState state) {
  switch (state) {
    case SlotState::empty:
      return "empty";
    case SlotState::complete:
      return "complete";
    case SlotState::rebuilding:
      return "rebuilding";
  }
  return "empty";
}

SlotState parse_slot_state(std::string_view name) {
  for (const SlotState state : {SlotState::empty, SlotState::complete, SlotState::rebuilding})
    if (slot_state_name(state) == name) return state;
  throw StateError("future-state",
                   "state.db holds an unknown slot state '" + std::string(name) + "'",
                   "use the newer switchback that wrote it");
}

std::string encode_index_reference(const IndexReference& index) {
  return nlohmann::json{{"length", index.length},
                        {"sha256", index.sha256.hex()},
                        {"list_offset", index.list_offset},
                        {"list_sha256", index.list_sha256.hex()},
                        {"entries", index.entries},
                        {"frames", index.frames},
                        {"cut", static_cast<unsigned>(index.cut)}}
      .dump();
}

IndexReference decode_index_reference(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto number = [&](const char* name) {
    const auto member = json.find(name);
    if (member == json.end() || !member->is_number_unsigned()) refuse_reference();
    return member->get<std::uint64_t>();
  };
  const auto digest = [&](const char* name) {
    const auto member = json.find(name);
    if (member == json.end() || !member->is_string()) refuse_reference();
    return parse_digest(member->get_ref<const std::string&>());
  };
  if (!json.is_object()) refuse_reference();
  // An older program wrote no rule.
  const bool fine = json.contains("cut") && json["cut"] == static_cast<unsigned>(IndexCut::fine);
  return {number("length"),
          digest("sha256"),
          number("list_offset"),
          digest("list_sha256"),
          number("entries"),
          number("frames"),
          fine ? IndexCut::fine : IndexCut::coarse};
}

}  // namespace switchback
