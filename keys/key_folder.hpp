// A folder (0700) of key files (0600) that one passphrase unlocks. The files are self-contained:
// one that was moved to another machine opens there with the same passphrase. Files of a folder
// share a salt, so that a run derives the locking key once, however many keys it needs.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "keys/key_file.hpp"
#include "keys/passphrase.hpp"
#include "keys/signer.hpp"

namespace switchback {

class KeyFolder {
 public:
  // `published` are folders that are handed out to everybody: a key folder inside one of them is
  // refused, and so is one that others may read (ConfigError). `passphrases` must outlive the
  // folder. Reads every key file (those it cannot understand are errors); a missing folder is empty
  // and made with the first key.
  static KeyFolder open(const std::filesystem::path& path,
                        const std::vector<std::filesystem::path>& published,
                        PassphraseSource& passphrases);

  const std::filesystem::path& path() const { return path_; }
  std::vector<KeyDescription> keys() const;
  bool has(const Ed25519PublicKey& key) const;
  // The newest key whose hint is `role`.
  std::optional<Ed25519PublicKey> key_for(const std::string& role) const;

  // Checks the passphrase against one of the keys, so that a wrong one is noticed before work is
  // done. Nothing to do where no key is locked.
  void unlock();
  // Opens the key; asks for the passphrase at the first locked one. StateError("not-found") where
  // it is not here.
  std::unique_ptr<Signer> signer(const Ed25519PublicKey& key);

  // Asks for the passphrase of new keys now, before anything is made, instead of at the first
  // generate().
  void choose_passphrase() { lock_for_new_key(); }

  enum class Protection {
    as_others,  // as the keys that are here already; by a passphrase where there are none
    none
  };
  // A new key, durable when this returns. Its passphrase is the folder's.
  Ed25519PublicKey generate(const std::string& role, Timestamp created, Protection protection);

  // Cost of locking keys in a folder that has none yet; tests choose the cheapest.
  void use_derivation(KeyDerivation derivation) { derivation_ = std::move(derivation); }

 private:
  struct Entry {
    std::string name;
    KeyFile file;
  };

  KeyFolder(std::filesystem::path path, PassphraseSource& passphrases)
      : path_(std::move(path)), passphrases_(&passphrases) {}
  void load();
  const Entry* find(const Ed25519PublicKey& key) const;
  const Entry* any_locked() const;
  const LockingKey& lock_for(const KeyDerivation& derivation);
  const LockingKey& lock_for_new_key();

  std::filesystem::path path_;
  PassphraseSource* passphrases_;
  std::vector<Entry> entries_;
  std::optional<Secret> passphrase_;
  std::vector<std::unique_ptr<LockingKey>> locks_;
  std::optional<KeyDerivation> derivation_;
};

}  // namespace switchback
