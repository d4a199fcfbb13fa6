// A document says something it may not. The place is kept as steps, so that a reader of YAML finds
// the line.
#pragma once

#include <string>
#include <vector>

#include "base/errors.hpp"

namespace switchback {

// A key, or "[3]" for an element of a list.
using DocumentPath = std::vector<std::string>;

// "preserve[0].on_conflict"; empty for the document itself.
std::string path_text(const DocumentPath& path);

// ConfigError("config") whose message is "PATH: PROBLEM".
class DocumentError : public ConfigError {
 public:
  DocumentError(DocumentPath path, const std::string& problem);

  const DocumentPath& path() const noexcept { return path_; }

 private:
  DocumentPath path_;
};

}  // namespace switchback
