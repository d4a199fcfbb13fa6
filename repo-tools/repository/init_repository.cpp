#include "repo-tools/repository/init_repository.hpp"

#include <array>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/file_lock.hpp"
#include "manifest-schema/tuf/encode.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/folders.hpp"
#include "repo-tools/repository/index_page.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/repository/open_repository.hpp"
#include "repo-tools/repository/operation_log.hpp"
#include "repo-tools/repository/role_signatures.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

constexpr std::array<const char*, 4> kTopLevelRoles{"root", "targets", "snapshot", "timestamp"};

bool is_finished(const RepositoryPaths& paths) {
  return fs::exists(paths.timestamp()) && !fs::exists(paths.init_marker());
}

[[noreturn]] void refuse(const std::string& why, const std::string& next) {
  throw StateError("exists", why, next);
}

// Keys of another repository would make the metadata of one valid in the other.
void require_no_keys(const KeyFolder& folder) {
  for (const char* role : kTopLevelRoles)
    if (folder.key_for(role))
      refuse("the key folder " + folder.path().string() + " holds the keys of a repository already",
             "give this repository a folder of its own with --keys DIR");
}

tuf::Root make_root(KeyFolder& folder, const InitOptions& options) {
  tuf::Root root;
  root.expires = options.now + options.lifetimes.of(RoleKind::root, "root");
  for (const char* role : kTopLevelRoles) {
    const auto existing = folder.key_for(role);
    const auto key =
        tuf_key_of(existing ? *existing : folder.generate(role, options.now, options.protection));
    root.keys.emplace(tuf::key_id(key), key);
    root.roles[role] = {{tuf::key_id(key)}, 1};
  }
  return root;
}

class FirstMetadata {
 public:
  FirstMetadata(Staging& staging, SignerPool& signers, const tuf::Root& root)
      : staging_(staging), signers_(signers), root_(root) {}

  template <typename Role>
  std::string add(const Role& role, const char* name) {
    const std::string bytes = tuf::signed_bytes(role);
    std::vector<tuf::Signature> signatures;
    signers_.add_signatures({root_.roles.at(name), root_.keys}, bytes, signatures);
    std::string file = tuf::encode_envelope(bytes, signatures);
    const bool is_timestamp = std::string_view(name) == "timestamp";
    files.push_back(staging_.add(
        is_timestamp ? "metadata/timestamp.json" : metadata_file_path(name, role.version), file));
    return file;
  }

  std::vector<StagedFile> files;

 private:
  Staging& staging_;
  SignerPool& signers_;
  const tuf::Root& root_;
};

tuf::MetaFile meta_of(const std::string& bytes) {
  return {1, bytes.size(), {{"sha256", Sha256::of(bytes).hex()}}};
}

// The order is the order of visibility. Returns the bytes of the root.
std::string add_metadata(FirstMetadata& first, const tuf::Root& root, const InitOptions& options) {
  std::string root_bytes = first.add(root, "root");
  tuf::Targets targets;
  targets.expires = options.now + options.lifetimes.of(RoleKind::targets, "targets");
  tuf::Snapshot snapshot;
  snapshot.expires = options.now + options.lifetimes.of(RoleKind::snapshot, "snapshot");
  snapshot.meta["targets.json"] = meta_of(first.add(targets, "targets"));
  tuf::Timestamp timestamp;
  timestamp.expires = options.now + options.lifetimes.of(RoleKind::timestamp, "timestamp");
  timestamp.snapshot = meta_of(first.add(snapshot, "snapshot"));
  first.add(timestamp, "timestamp");
  return root_bytes;
}

InitResult result_of(const RepositoryPaths& paths, const std::optional<Transaction>& applied) {
  InitResult result{root_fingerprint(paths), paths.root() / metadata_file_path("root", 1), {}};
  if (applied) result.warning = log_transaction(paths, *applied);
  return result;
}

}  // namespace

void require_can_init(const RepositoryPaths& paths) {
  const std::string name = paths.root().string();
  if (is_finished(paths))
    refuse(name + " is a repository already", "publish into it, or choose another folder");
  if (!fs::exists(paths.root()) || fs::exists(paths.init_marker())) return;
  if (!fs::is_directory(paths.root()) || !fs::is_empty(paths.root()))
    refuse(name + " is there already and is not empty", "choose a folder that is new or empty");
}

InitResult init_repository(const RepositoryPaths& paths, const InitOptions& options,
                           PassphraseSource& passphrases) {
  require_can_init(paths);
  const bool is_repeated = fs::exists(paths.init_marker());
  // Before anything is made: the key folder may be refused, the passphrase missing.
  KeyFolder folder = KeyFolder::open(options.keys, {paths.root()}, passphrases);
  if (!is_repeated) require_no_keys(folder);
  if (options.protection != KeyFolder::Protection::none) folder.choose_passphrase();
  make_private_folder(paths.state());
  const FileLock lock = FileLock::acquire(paths.lock(), "init");
  require_can_init(paths);  // again: another run may have finished meanwhile
  Staging staging(paths);
  const auto completed = complete_interrupted(paths, staging);
  if (fs::exists(paths.timestamp())) return result_of(paths, completed);
  write_file_durably(paths.init_marker(), "", 0600);
  make_public_folders(paths.root(), paths.root() / "targets");
  const tuf::Root root = make_root(folder, options);
  SignerPool signers(folder);
  FirstMetadata first(staging, signers, root);
  const std::string root_bytes = add_metadata(first, root, options);
  const std::string fingerprint = "sha256:" + Sha256::of(root_bytes).hex();
  write_file_durably(paths.fingerprint(), fingerprint + "\n", 0600);
  std::vector<StagedFile> files{staging.add("index.html", index_page(fingerprint))};
  files.insert(files.end(), first.files.begin(), first.files.end());
  staging.sync();
  const Transaction transaction{"init", fingerprint, std::move(files), {}, options.now};
  write_file_durably(paths.transaction(), encode_transaction(transaction), 0600);
  apply_transaction(paths, transaction);
  return result_of(paths, transaction);
}

void acknowledge_init(const RepositoryPaths& paths) {
  acknowledge_transaction(paths);
  remove_init_marker(paths);
}

}  // namespace switchback
