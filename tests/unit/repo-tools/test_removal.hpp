// `remove` on a test repository.
#pragma once

#include <string>

#include "repo-tools/retention/remove_releases.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

namespace switchback::test {

RemovalRequest removal_of(const std::string& product, const std::string& version);

// Removes at repository.now, and acknowledges.
CommitResult remove_release(TestRepository& repository, const std::string& product,
                            const std::string& version);
// The same, but the outcome is never told.
CommitResult remove_silently(TestRepository& repository, const RemovalRequest& request);

// "targets/demo/0001/0r1/<sha256>.manifest.json" of a visible release.
std::string manifest_of(const TestRepository& repository, const std::string& product,
                        const std::string& version);

}  // namespace switchback::test
