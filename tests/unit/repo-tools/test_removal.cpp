#include "tests/unit/repo-tools/test_removal.hpp"

#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/metadata_reader.hpp"

namespace switchback::test {

RemovalRequest removal_of(const std::string& product, const std::string& version) {
  RemovalRequest request;
  request.product = product;
  request.version = *Version::parse(version);
  return request;
}

CommitResult remove_silently(TestRepository& repository, const RemovalRequest& request) {
  OpenRepository open(repository.paths, "remove");
  if (was_just_removed(open, request)) return {};
  KeyFolder keys = repository.key_folder();
  const RemovalPlan plan = plan_removal(open.metadata(), request);
  return remove_releases(open, keys, request, plan, repository.lifetimes, repository.now);
}

CommitResult remove_release(TestRepository& repository, const std::string& product,
                            const std::string& version) {
  CommitResult result = remove_silently(repository, removal_of(product, version));
  acknowledge_transaction(repository.paths);
  return result;
}

std::string manifest_of(const TestRepository& repository, const std::string& product,
                        const std::string& version) {
  const auto release =
      find_release(read_visible_metadata(repository.paths), product, *Version::parse(version));
  return manifest_file_path(release.value().target_path, release->target.hashes.at("sha256"));
}

}  // namespace switchback::test
