#include "repo-tools/ingest/release_yml.hpp"

#include <nlohmann/json.hpp>

#include "core/yaml/yaml_document.hpp"
#include "manifest-schema/release_shape.hpp"

namespace switchback {

ReleaseDescription parse_release_yml(std::string_view text, std::string_view product,
                                     const std::string& file) {
  const YamlDocument document(text, file);
  try {
    return parse_release_document(document.typed(release_shape()), product);
  } catch (const DocumentError& error) {
    throw document.located(error);
  }
}

}  // namespace switchback
