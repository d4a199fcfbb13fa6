#include "updater/engine/delta_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/files.hpp"
#include "updater/engine/incoming.hpp"
#include "updater/engine/unnamed_file.hpp"
#include "updater/slots/disk_tree.hpp"

namespace switchback {
namespace {

// Nothing where something else than a file lies there.
std::optional<Descriptor> open_fetched(const std::filesystem::path& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  Descriptor file(fd);
  if (!S_ISREG(stat_of(fd, path.string()).st_mode)) return std::nullopt;
  return file;
}

}  // namespace

DeltaFile open_delta_file(const Layout& layout, std::size_t number, bool dry_run) {
  const std::string name = delta_name(number);
  const auto path = layout.incoming() / name;
  if (dry_run) return {unnamed_file(layout), open_fetched(path, O_RDONLY).value_or(Descriptor())};
  if (auto fetched = open_fetched(path, O_RDWR)) return {std::move(*fetched), {}};
  const Descriptor incoming = open_file(layout.incoming(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  remove_beneath(incoming.get(), name);
  return {open_file(path, O_RDWR | O_CREAT | O_EXCL, 0600), {}};
}

bool has_delta_file(const Layout& layout, std::size_t number) {
  const auto file = open_fetched(layout.incoming() / delta_name(number), O_RDONLY);
  return file && stat_of(file->get(), delta_name(number)).st_size != 0;
}

}  // namespace switchback
