#include "updater/slots/stranger_search.hpp"

#include <fcntl.h>

#include <stop_token>
#include <utility>

#include "base/files.hpp"
#include "updater/slots/strangers.hpp"

namespace switchback {
namespace {

constexpr std::size_t kMostBytes = 1024 * 1024;  // of all paths, with what a string takes itself

class TooMany {};

std::vector<std::string> strangers_in(const std::filesystem::path& slot, const IndexFile& next,
                                      const std::stop_token& stop) {
  const Descriptor tree = open_file(slot, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  std::vector<std::string> paths;
  std::size_t bytes = 0;
  for_each_stranger(
      tree.get(), next,
      [&](const std::string& path) {
        bytes += path.size() + sizeof path;
        if (bytes > kMostBytes) throw TooMany();
        paths.push_back(path);
      },
      stop);
  return paths;
}

}  // namespace

StrangerSearch::StrangerSearch(const Layout& layout, Slot slot, const IndexFile& next)
    : thread_([this, path = layout.slot(slot), next](const std::stop_token& stop) {
        try {
          paths_ = strangers_in(path, next, stop);
        } catch (...) {  // a thread's edge: take() says that there is no list
          paths_.reset();
        }
      }) {}

std::optional<std::vector<std::string>> StrangerSearch::take() {
  thread_.join();
  return std::move(paths_);
}

}  // namespace switchback
