// Host::init: makes a root and registers the host.
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "base/digest.hpp"
#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/hex.hpp"
#include "core/transport/mirror.hpp"
#include "core/trust/directory_store.hpp"
#include "core/trust/trust_client.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "switchback/host.hpp"
#include "updater/engine/commit.hpp"
#include "updater/engine/session.hpp"
#include "updater/state/ownership.hpp"

namespace switchback {
namespace {

// Never through a symlink: one planted under this name would give somebody else's folder our mode.
void set_mode(const std::filesystem::path& path, unsigned mode) {
  if (::fchmodat(AT_FDCWD, path.c_str(), mode, AT_SYMLINK_NOFOLLOW) != 0)
    throw StorageError("chmod", path.string(), errno);
}

void make_directory(const std::filesystem::path& path, unsigned mode) {
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST)
    throw StorageError("mkdir", path.string(), errno);
  set_mode(path, mode);
}

// 0755 whatever the umask; what exists keeps its mode.
void make_if_missing(const std::filesystem::path& path) {
  if (::mkdir(path.c_str(), 0755) == 0) return set_mode(path, 0755);
  if (errno != EEXIST) throw StorageError("mkdir", path.string(), errno);
}

// The root and those of its parents that are missing.
void make_root(const std::filesystem::path& root) {
  if (std::filesystem::exists(root)) return;
  make_root(root.parent_path());
  make_if_missing(root);
}

std::string random_host_id() {
  if (sodium_init() < 0) throw StateError("internal", "libsodium cannot be initialised");
  std::array<char, 16> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return hex_encode({bytes.data(), bytes.size()});
}

void check_request(const InitRequest& request) {
  if (!is_product_name(request.product))
    throw ConfigError("usage", "'" + request.product + "' is not a product name",
                      "product names are [a-z0-9][a-z0-9-]{0,63}");
  if (request.repositories.empty())
    throw ConfigError("usage", "no repository is given", "name one with --repo URL");
  for (const auto& url : request.repositories)
    make_mirror(url, {});  // refuses what is no URL of ours
  if (request.trusted_root) {
    check_bootstrap_root(*request.trusted_root);
  } else {
    const auto digest = hex_decode(request.trusted_root_sha256.value_or(""));
    if (!digest || digest->size() != 32)
      throw ConfigError("usage", "trust needs a root file or sha256: and 64 hexadecimal digits",
                        "give --trust ROOT.json or --trust sha256:HEX, as the publisher told you");
  }
}

std::vector<std::string> with_slashes(std::vector<std::string> urls) {
  for (auto& url : urls)
    if (!url.ends_with('/')) url += '/';
  return urls;
}

// The database appears last and under its final name at once: a root either is registered or is
// not.
void create_state(const Layout& layout, const HostRecord& host) {
  auto temporary = layout.state_db();
  temporary += ".new";
  for (const char* suffix : {"", "-wal", "-shm", "-journal"})
    std::filesystem::remove(temporary.string() + suffix);
  StateStore::create(temporary, host);
  if (::rename(temporary.c_str(), layout.state_db().c_str()) != 0)
    throw StorageError("rename", layout.state_db().string(), errno);
  fsync_directory(layout.own());
}

Layout layout_of(const InitRequest& request) {
  return Layout(std::filesystem::absolute(request.root).lexically_normal());
}

void refuse_root(const Layout& layout) {
  if (std::filesystem::exists(layout.state_db()))
    throw ConfigError("usage", layout.root().string() + " is already a Switchback root",
                      "see it with 'switchback status', or remove it first");
}

}  // namespace

void Host::require_can_init(const InitRequest& request) {
  check_request(request);
  refuse_root(layout_of(request));
}

void Host::init(const InitRequest& request) {
  check_request(request);
  const Layout layout = layout_of(request);
  make_root(layout.root());
  require_safe_root(layout.root());
  make_directory(layout.own(), 0755);
  const FileLock lock = FileLock::acquire(layout.lock(), "init");
  refuse_root(layout);
  make_directory(layout.slots(), 0755);
  for (const auto& path :
       {layout.incoming(), layout.trust(), layout.logs(), layout.own() / "backups"})
    make_directory(path, 0700);
  for (const auto& path : {layout.root() / "config", layout.root() / "data"}) make_if_missing(path);
  HostRecord host;
  host.product = request.product;
  host.repositories = with_slashes(request.repositories);
  host.host_id = random_host_id();
  if (request.trusted_root) {
    DirectoryMetadataStore(layout.trust()).initialise(*request.trusted_root);
    host.trust_anchor = Sha256::of(*request.trusted_root).hex();
  } else {
    host.trust_anchor = *request.trusted_root_sha256;
  }
  create_state(layout, host);
  fsync_directory(layout.root());
  Session session{layout, {}, FileLog(layout.update_log()), StateStore::open(layout.state_db()),
                  {},     {}};
  publish_status(session);
}

}  // namespace switchback
