#include "repo-tools/verify/interrupted_publication.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr std::string_view kTemporary = ".tmp.";

const StagedFile* find(const Transaction& transaction, const std::string& path) {
  const auto found = std::find_if(transaction.files.begin(), transaction.files.end(),
                                  [&](const StagedFile& file) { return file.path == path; });
  return found == transaction.files.end() ? nullptr : &*found;
}

}  // namespace

std::optional<Transaction> recorded_publication(const RepositoryPaths& paths) {
  try {
    return read_transaction(paths);
  } catch (const StorageError&) {
    return std::nullopt;
  }
}

bool belongs_to(const Transaction& transaction, const std::string& path) {
  return find(transaction, path.substr(0, path.rfind(kTemporary))) != nullptr;
}

void check_publication(const PublishedFolder& folder, const Transaction& transaction,
                       const std::string& path, Findings& findings) {
  const auto* recorded = find(transaction, path);
  if (recorded == nullptr) return;
  findings.check(path, [&] {
    const auto file = folder.open(path);
    if (!file) return;
    Sha256 hash;
    std::string buffer(1 << 20, '\0');
    std::uint64_t length = 0;
    while (const auto count = pread_some(file->get(), buffer.data(), buffer.size(), length, path)) {
      hash.update({buffer.data(), count});
      length += count;
    }
    if (length != recorded->length || hash.finish() != recorded->sha256) {
      damaged("is not what the interrupted publication was about to publish");
    }
  });
}

}  // namespace switchback
