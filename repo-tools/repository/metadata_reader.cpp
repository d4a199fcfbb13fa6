#include "repo-tools/repository/metadata_reader.hpp"

#include <filesystem>
#include <functional>
#include <utility>

#include "base/digest.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "manifest-schema/tuf/parse.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kMaxMetadataLength = 64 * 1024 * 1024;

[[noreturn]] void damaged(const std::string& what) {
  throw StateError(
      "damage", what,
      "run `switchback-repo verify`; restore the repository from a backup or a mirror");
}

std::string read_metadata(const RepositoryPaths& paths, const std::string& relative) {
  auto bytes = read_file_if_exists(paths.root() / relative, kMaxMetadataLength);
  if (!bytes) damaged(relative + " is missing");
  return std::move(*bytes);
}

// A parse error in one's own repository is damage, and names the file.
template <typename Parse>
auto parsed(Parse parse, const std::string& bytes, const std::string& relative) {
  try {
    return parse(bytes);
  } catch (const TrustError& error) {
    damaged(relative + ": " + error.what());
  }
}

template <typename Role>
void require_signed(const tuf::Signed<Role>& role, const Authority& authority,
                    const std::string& relative) {
  if (!is_satisfied(authority, role.signed_bytes, role.signatures))
    damaged(relative + " is not signed by the keys it needs");
}

void require_version(std::uint64_t version, std::uint64_t expected, const std::string& relative) {
  if (version != expected)
    damaged(relative + " holds version " + std::to_string(version) + ", not " +
            std::to_string(expected));
}

Authority root_authority(const tuf::Root& root, const char* role) {
  const auto found = root.roles.find(role);
  if (found == root.roles.end()) damaged(std::string("the root names no keys for ") + role);
  return {found->second, root.keys};
}

tuf::Signed<tuf::Root> read_root(const RepositoryPaths& paths) {
  const std::string first = metadata_file_path("root", 1);
  const std::string bytes = read_metadata(paths, first);
  if ("sha256:" + Sha256::of(bytes).hex() != root_fingerprint(paths))
    damaged(first + " is not the root that `init` made");
  tuf::Signed<tuf::Root> root = parsed(tuf::parse_root, bytes, first);
  require_signed(root, root_authority(root.content, "root"), first);
  for (std::uint64_t version = 2;; ++version) {
    const std::string relative = metadata_file_path("root", version);
    const auto next_bytes = read_file_if_exists(paths.root() / relative, kMaxMetadataLength);
    if (!next_bytes) return root;
    tuf::Signed<tuf::Root> next = parsed(tuf::parse_root, *next_bytes, relative);
    require_version(next.content.version, version, relative);
    require_signed(next, root_authority(root.content, "root"), relative);
    require_signed(next, root_authority(next.content, "root"), relative);
    root = std::move(next);
  }
}

void require_hashes(const std::string& bytes, const tuf::MetaFile& meta,
                    const std::string& relative) {
  if (meta.length && bytes.size() != *meta.length) damaged(relative + " has another length");
  const auto sha256 = meta.hashes.find("sha256");
  if (sha256 != meta.hashes.end() && Sha256::of(bytes).hex() != sha256->second)
    damaged(relative + " has another SHA-256");
}

void read_role(const RepositoryPaths& paths, RepositoryMetadata& metadata, const std::string& name,
               const std::string& delegator) {
  const auto meta = metadata.snapshot.content.meta.find(name + ".json");
  if (meta == metadata.snapshot.content.meta.end())
    damaged("the snapshot does not list the role " + name);
  const std::string relative = metadata_file_path(name, meta->second.version);
  const std::string bytes = read_metadata(paths, relative);
  require_hashes(bytes, meta->second, relative);
  tuf::Signed<tuf::Targets> role = parsed(tuf::parse_targets, bytes, relative);
  require_version(role.content.version, meta->second.version, relative);
  TargetsRole& entry = metadata.roles[name];
  entry.delegator = delegator;
  require_signed(role, authority_of(metadata, name), relative);
  entry.visible_version = role.content.version;
  entry.content = std::move(role.content);
  for (const auto& [path, target] : entry.content.targets) entry.visible_targets.insert(path);
  entry.signatures = std::move(role.signatures);
  entry.signed_bytes = std::move(role.signed_bytes);
}

// The names of the roles it delegates to, which have been read.
std::vector<std::string> read_delegated_roles(const RepositoryPaths& paths,
                                              RepositoryMetadata& metadata,
                                              const std::string& delegator) {
  std::vector<std::string> names;
  const auto& delegations = metadata.role(delegator).content.delegations;
  if (!delegations) return names;
  for (const auto& delegated : delegations->roles) {
    if (metadata.roles.count(delegated.name) != 0)
      damaged("the role " + delegated.name + " is delegated twice");
    read_role(paths, metadata, delegated.name, delegator);
    names.push_back(delegated.name);
  }
  return names;
}

// Products and their shards: two levels, as this program writes them.
void read_products(const RepositoryPaths& paths, RepositoryMetadata& metadata,
                   const NeededProducts& needed) {
  std::set<std::string> roles;
  if (needed)
    for (const auto& product : *needed) roles.insert(product_role(product));
  for (const auto& product : read_delegated_roles(paths, metadata, "targets"))
    if (!needed || roles.count(product) != 0) read_delegated_roles(paths, metadata, product);
}

}  // namespace

std::string root_fingerprint(const RepositoryPaths& paths) {
  auto text = read_file_if_exists(paths.fingerprint(), 200);
  if (!text)
    throw StateError("damage", paths.fingerprint().string() + " is missing",
                     "restore it, or write the fingerprint that `init` printed into it");
  while (!text->empty() && text->back() == '\n') text->pop_back();
  return std::move(*text);
}

RepositoryMetadata read_visible_metadata(const RepositoryPaths& paths,
                                         const NeededProducts& products) {
  const std::string timestamp = "metadata/timestamp.json";
  if (!std::filesystem::exists(paths.timestamp()))
    throw StateError("not-found", paths.root().string() + " is not a repository",
                     "make one with `switchback-repo init`");
  RepositoryMetadata metadata;
  metadata.root = read_root(paths);
  metadata.timestamp = parsed(tuf::parse_timestamp, read_metadata(paths, timestamp), timestamp);
  require_signed(metadata.timestamp, root_authority(metadata.root.content, "timestamp"), timestamp);
  const tuf::MetaFile& meta = metadata.timestamp.content.snapshot;
  const std::string snapshot = metadata_file_path("snapshot", meta.version);
  const std::string bytes = read_metadata(paths, snapshot);
  require_hashes(bytes, meta, snapshot);
  metadata.snapshot = parsed(tuf::parse_snapshot, bytes, snapshot);
  require_version(metadata.snapshot.content.version, meta.version, snapshot);
  require_signed(metadata.snapshot, root_authority(metadata.root.content, "snapshot"), snapshot);
  root_authority(metadata.root.content, "targets");
  read_role(paths, metadata, "targets", "root");
  read_products(paths, metadata, products);
  return metadata;
}

}  // namespace switchback
