#include "repo-tools/draft/draft_log.hpp"

#include "base/errors.hpp"
#include "repo-tools/repository/operation_log.hpp"

namespace switchback {

std::optional<std::string> log_drafts(const RepositoryPaths& paths, const std::string& what,
                                      const std::vector<ReleaseName>& names, Timestamp time) {
  std::string operation;
  for (const auto& name : names)
    operation += (operation.empty() ? what + " " : ", ") + name.product + " " + name.version.text();
  try {
    append_operation(paths, {time, operation, 0, 0, ""});
  } catch (const StorageError& error) {
    return std::string(error.what()) + "; \"" + operation + "\" is not in the log";
  }
  return std::nullopt;
}

}  // namespace switchback
