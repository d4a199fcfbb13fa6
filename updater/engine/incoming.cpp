#include "updater/engine/incoming.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "updater/slots/disk_tree.hpp"

namespace switchback {

void clear_incoming(const Layout& layout) {
  const auto incoming = open_if_exists(layout.incoming(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!incoming) {
    if (::mkdir(layout.incoming().c_str(), 0700) != 0)
      throw StorageError("mkdir", layout.incoming().string(), errno);
    return;
  }
  for (const char* name : {"tree", "index", "index.new", "fingerprints", "fingerprints.new"})
    remove_beneath(incoming->get(), name);
}

std::optional<IndexFile> resumable_index(const Layout& layout, const IndexReference& reference) {
  if (!std::filesystem::exists(layout.incoming_index())) return std::nullopt;
  try {
    IndexFile index = IndexFile::open(layout.incoming_index(), reference);
    index.load_frames();  // checked here, so that damage means another download and no failure
    return index;
  } catch (const TrustError&) {
    return std::nullopt;  // of another release, or damaged
  }
}

}  // namespace switchback
