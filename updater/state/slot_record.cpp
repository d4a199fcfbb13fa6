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
  if (name == "complete") return SlotState::complete;
  if (name == "rebuilding") return SlotState::rebuilding;
  return SlotState::empty;
}

std::string encode_index_reference(const IndexReference& index) {
  return nlohmann::json{
      {"length", index.length},           {"sha256", index.sha256.hex()},
      {"list_offset", index.list_offset}, {"list_sha256", index.list_sha256.hex()},
      {"entries", index.entries},         {"frames", index.frames}}
      .dump();
}

IndexReference decode_index_reference(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return {};
  IndexReference index;
  index.length = json.value("length", std::uint64_t{0});
  index.sha256 = parse_digest(json.value("sha256", ""));
  index.list_offset = json.value("list_offset", std::uint64_t{0});
  index.list_sha256 = parse_digest(json.value("list_sha256", ""));
  index.entries = json.value("entries", std::uint64_t{0});
  index.frames = json.value("frames", std::uint64_t{0});
  return index;
}

}  // namespace switchback
