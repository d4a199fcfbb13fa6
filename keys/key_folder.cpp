#include "keys/key_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "keys/key_permissions.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kSuffix = ".key";

std::string file_name(const std::string& role, const Ed25519PublicKey& key) {
  return role + "-" + key.hex().substr(0, 16) + std::string(kSuffix);
}

std::vector<std::string> key_file_names(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::string name = entry.path().filename().string();
    if (name.ends_with(kSuffix)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

KeyFile read_key_file(const fs::path& path) {
  const Descriptor file = open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  const struct stat info = stat_of(file.get(), path.string());
  if (!S_ISREG(info.st_mode))
    throw ConfigError("config", path.string() + " is not a regular file", "remove it");
  require_private(info, path);
  std::string bytes = read_all(file.get(), kMaxKeyFileLength, path.string());
  KeyFile parsed = parse_key_file(bytes, path.string());
  wipe(bytes);
  return parsed;
}

void make_private_folder(const fs::path& path) {
  if (::mkdir(path.c_str(), 0700) != 0) {
    if (errno == EEXIST) return;
    throw StorageError("create", path.string(), errno);
  }
  if (::chmod(path.c_str(), 0700) != 0) throw StorageError("chmod", path.string(), errno);
  fsync_directory(path.has_parent_path() ? path.parent_path() : fs::path("."));
}

}  // namespace

KeyFolder KeyFolder::open(const fs::path& path, const std::vector<fs::path>& published,
                          PassphraseSource& passphrases) {
  require_unpublished(path, published);
  KeyFolder folder(path.has_filename() ? path : path.parent_path(), passphrases);
  folder.load();
  return folder;
}

void KeyFolder::load() {
  struct stat info {};
  if (::stat(path_.c_str(), &info) != 0) {
    if (errno == ENOENT) return;
    throw StorageError("stat", path_.string(), errno);
  }
  if (!S_ISDIR(info.st_mode))
    throw ConfigError("config", path_.string() + " is not a folder", "give the folder of the keys");
  require_private(info, path_);
  for (auto& name : key_file_names(path_)) entries_.push_back({name, read_key_file(path_ / name)});
}

std::vector<KeyDescription> KeyFolder::keys() const {
  std::vector<KeyDescription> list;
  for (const auto& entry : entries_) list.push_back(entry.file.description);
  return list;
}

const KeyFolder::Entry* KeyFolder::find(const Ed25519PublicKey& key) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.file.description.public_key == key;
  });
  return found == entries_.end() ? nullptr : &*found;
}

const KeyFolder::Entry* KeyFolder::any_locked() const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [](const Entry& entry) {
    return entry.file.derivation.has_value();
  });
  return found == entries_.end() ? nullptr : &*found;
}

bool KeyFolder::has(const Ed25519PublicKey& key) const {
  return find(key) != nullptr;
}

std::optional<Ed25519PublicKey> KeyFolder::key_for(const std::string& role) const {
  const KeyDescription* newest = nullptr;
  for (const auto& entry : entries_) {
    const auto& description = entry.file.description;
    if (description.role == role && (!newest || newest->created < description.created))
      newest = &description;
  }
  if (!newest) return std::nullopt;
  return newest->public_key;
}

const LockingKey& KeyFolder::lock_for(const KeyDerivation& derivation) {
  for (const auto& lock : locks_)
    if (lock->derivation == derivation) return *lock;
  if (!passphrase_) passphrase_ = passphrases_->existing("the keys in " + path_.string());
  locks_.push_back(std::make_unique<LockingKey>(make_locking_key(*passphrase_, derivation)));
  return *locks_.back();
}

std::unique_ptr<Signer> KeyFolder::signer(const Ed25519PublicKey& key) {
  const Entry* entry = find(key);
  if (!entry)
    throw StateError("not-found", "the key " + key.hex() + " is not in " + path_.string());
  const Secret none;
  const Secret& lock = entry->file.derivation ? lock_for(*entry->file.derivation).key : none;
  return std::make_unique<FileSigner>(
      open_key_file(entry->file, lock, (path_ / entry->name).string()));
}

void KeyFolder::unlock() {
  if (const Entry* locked = any_locked()) signer(locked->file.description.public_key);
}

// A passphrase that opens a key which is already here is the folder's; anything else would split it
// in two.
const LockingKey& KeyFolder::lock_for_new_key() {
  if (const Entry* locked = any_locked()) {
    const LockingKey& lock = lock_for(*locked->file.derivation);
    open_key_file(locked->file, lock.key, (path_ / locked->name).string());
    return lock;
  }
  if (!passphrase_) passphrase_ = passphrases_->fresh("the keys in " + path_.string());
  if (!derivation_) derivation_ = default_derivation();
  return lock_for(*derivation_);
}

Ed25519PublicKey KeyFolder::generate(const std::string& role, Timestamp created,
                                     Protection protection) {
  const bool locked = protection == Protection::as_others && (entries_.empty() || any_locked());
  const Ed25519KeyPair pair = generate_key_pair();
  const Secret bytes = encode_key_file(pair, role, created, locked ? &lock_for_new_key() : nullptr);
  const std::string name = file_name(role, pair.public_key);
  make_private_folder(path_);
  AtomicFile file(path_ / name, 0600);
  file.write(bytes.view());
  file.commit(false);
  entries_.push_back({name, parse_key_file(bytes.view(), name)});
  return pair.public_key;
}

}  // namespace switchback
