#include <string>

#include "core/trust/seen_versions.hpp"
#include "tests/fuzz/targets.hpp"
#include "updater/config/parse_configuration.hpp"
#include "updater/engine/status_json.hpp"

namespace switchback::fuzz {

void configuration(std::string_view bytes) {
  parse_configuration({{"update.yml", std::string(bytes)}});
}

void stored_status(std::string_view bytes) {
  parse_stored_status(std::string(bytes), "/opt/app");
}

void seen_versions(std::string_view bytes) {
  const SeenVersions seen = parse_seen_versions(bytes);
  must_hold(parse_seen_versions(encode_seen_versions(seen)) == seen, "versions are read back");
}

}  // namespace switchback::fuzz
