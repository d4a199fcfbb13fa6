#include "manifest-schema/delta_reference.hpp"

#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "manifest-schema/delta_header.hpp"
#include "manifest-schema/json_fields.hpp"

namespace switchback {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& why) {
  throw TrustError("trust-format", "a release's deltas: " + why);
}

json offer_to_json(const DeltaOffer& offer) {
  return {{"from", offer.from.text()}, {"length", offer.length}, {"sha256", offer.sha256.hex()}};
}

DeltaOffer read_offer(const json& object) {
  const auto from = Version::parse(json_string(object, "from"));
  if (!from) refuse("\"from\" is not a version");
  return {*from, json_unsigned(object, "length", 1), json_digest(object, "sha256")};
}

DeltaReference read_reference(const json& object) {
  DeltaReference delta;
  delta.offer = read_offer(object);
  delta.from_list_sha256 = json_digest(object, "from_list_sha256");
  const json& header = json_object(object, "header");
  delta.header_length = json_unsigned(header, "length", 1);
  delta.header_sha256 = json_digest(header, "sha256");
  if (delta.header_length > kMaxDeltaHeader) refuse("a header is longer than it may be");
  if (delta.header_length > delta.offer.length) refuse("a header is longer than its delta");
  return delta;
}

const json* array_of(const json& object) {
  if (!json_optional(object, "deltas")) return nullptr;
  const json& deltas = json_array(object, "deltas");
  if (deltas.size() > kMaxDeltas) refuse("more than a release may have");
  return &deltas;
}

}  // namespace

json delta_offers_to_json(const std::vector<DeltaOffer>& deltas) {
  json array = json::array();
  for (const auto& delta : deltas) array.push_back(offer_to_json(delta));
  return array;
}

json delta_references_to_json(const std::vector<DeltaReference>& deltas) {
  json array = json::array();
  for (const auto& delta : deltas) {
    json object = offer_to_json(delta.offer);
    object["from_list_sha256"] = delta.from_list_sha256.hex();
    object["header"] = {{"length", delta.header_length}, {"sha256", delta.header_sha256.hex()}};
    array.push_back(std::move(object));
  }
  return array;
}

std::vector<DeltaOffer> read_delta_offers(const json& record) {
  std::vector<DeltaOffer> deltas;
  if (const json* array = array_of(record))
    for (const json& object : *array) deltas.push_back(read_offer(object));
  return deltas;
}

std::vector<DeltaReference> read_delta_references(const json& manifest) {
  std::vector<DeltaReference> deltas;
  if (const json* array = array_of(manifest))
    for (const json& object : *array) deltas.push_back(read_reference(object));
  return deltas;
}

}  // namespace switchback
