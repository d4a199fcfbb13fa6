// What a publisher has recorded that it is about to make visible. Its files may be in REPO before
// any metadata names them, while it works or because it was killed; the next run completes them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "repo-tools/repository/pending_set.hpp"
#include "repo-tools/repository/repository_paths.hpp"
#include "repo-tools/verify/findings.hpp"
#include "repo-tools/verify/published_folder.hpp"

namespace switchback {

// Nothing where there is none, or where REPO.state is not there or not for us to read (a copy, a
// mirror).
std::optional<Transaction> recorded_publication(const RepositoryPaths& paths);

// Whether `path` is one of the transaction's files, or a copy of one that was not finished
// ("FILE.tmp.…").
bool belongs_to(const Transaction& transaction, const std::string& path);

// A finding where one of its files is there with other content than recorded.
void check_publication(const PublishedFolder& folder, const Transaction& transaction,
                       const std::string& path, Findings& findings);

}  // namespace switchback
