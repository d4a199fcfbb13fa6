#include "updater/engine/incoming.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <vector>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/resolve/delta_chains.hpp"
#include "updater/slots/disk_tree.hpp"
#include "updater/slots/side_files.hpp"

namespace switchback {

namespace {

void remove_from_incoming(const Layout& layout, const std::vector<std::string>& names) {
  const auto incoming = open_if_exists(layout.incoming(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!incoming) {
    if (::mkdir(layout.incoming().c_str(), 0700) != 0)
      throw StorageError("mkdir", layout.incoming().string(), errno);
    return;
  }
  for (const std::string& name : names) remove_beneath(incoming->get(), name);
}

// What deltas made on the way to the last one.
std::vector<std::string> side_folders() {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= kMaxChain; ++i) names.push_back(side_folder_name(i));
  return names;
}

}  // namespace

void clear_incoming(const Layout& layout) {
  clear_staged(layout);
  clear_delta(layout);
}

void clear_staged(const Layout& layout) {
  std::vector<std::string> names = side_folders();
  names.insert(names.end(), {"tree", "index", "index.new", "fingerprints", "fingerprints.new"});
  remove_from_incoming(layout, names);
}

void clear_delta(const Layout& layout, std::size_t kept) {
  std::vector<std::string> names = side_folders();
  for (std::size_t i = kept + 1; i <= kMaxChain; ++i) names.push_back(delta_name(i));
  remove_from_incoming(layout, names);
}

std::string delta_name(std::size_t number) {
  return number == 1 ? "delta" : "delta." + std::to_string(number);
}

std::optional<IndexFile> resumable_index(const Layout& layout, const IndexReference& reference,
                                         const std::stop_token& stop) {
  if (!std::filesystem::exists(layout.incoming_index())) return std::nullopt;
  try {
    IndexFile index = IndexFile::open(layout.incoming_index(), reference, stop);
    index.load_frames();  // checked here, so that damage means another download and no failure
    return index;
  } catch (const TrustError&) {
    return std::nullopt;  // of another release, or damaged
  }
}

}  // namespace switchback
