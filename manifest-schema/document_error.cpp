#include "manifest-schema/document_error.hpp"

#include <utility>

namespace switchback {

std::string path_text(const DocumentPath& path) {
  std::string text;
  for (const auto& step : path) {
    if (!text.empty() && !step.starts_with('[')) text.push_back('.');
    text += step;
  }
  return text;
}

DocumentError::DocumentError(DocumentPath path, const std::string& problem)
    : ConfigError("config", path.empty() ? problem : path_text(path) + ": " + problem),
      path_(std::move(path)) {}

}  // namespace switchback
