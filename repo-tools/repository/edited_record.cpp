#include "repo-tools/repository/edited_record.hpp"

#include <nlohmann/json.hpp>

#include "manifest-schema/canonical_json.hpp"

namespace switchback {

std::string edited_record(const std::string& custom, const ReleaseRecord& record) {
  nlohmann::json object = parse_strict_json(custom);
  for (const char* name : {"yanked", "dead_end", "rollout", "deltas"}) object.erase(name);
  object.update(parse_strict_json(encode_release_record(record)));
  return canonical_json(object);
}

}  // namespace switchback
