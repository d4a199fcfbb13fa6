// A TUF repository that exists only in memory and signs whatever it is asked for at that moment, so
// that a test says `sim.snapshot.version += 1` and the next refresh meets it. Behind the Fetcher
// interface: no mocks.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/transport/fetcher.hpp"
#include "manifest-schema/tuf/metadata.hpp"
#include "tests/support/test_signer.hpp"

namespace switchback::test {

class RepositorySimulator : public Fetcher {
 public:
  static constexpr const char* kMetadata = "metadata/";
  static constexpr const char* kTargets = "targets/";

  // Version 1 of everything, one ed25519 key a role, everything valid until `expires`.
  explicit RepositorySimulator(Timestamp expires = *parse_timestamp("2030-01-01T00:00:00Z"));

  // "metadata/2.root.json", "metadata/timestamp.json", "targets/<hash>.name". A version in a name
  // other than root's is not looked at: what is served is the present state.
  std::string fetch(const std::string& path, std::uint64_t max_length) override;

  // The present state. Changing it is publishing it, except root, which needs publish_root().
  tuf::Root root;
  tuf::Timestamp timestamp;
  tuf::Snapshot snapshot;
  std::map<std::string, tuf::Targets> roles;               // "targets" and every delegated role
  std::map<std::string, std::vector<TestSigner>> signers;  // who signs a role's file
  std::map<std::string, std::string> contents;             // by target path
  bool state_hashes = false;  // length and hashes in timestamp and snapshot

  // What to answer instead: bytes, or an HTTP status (0: the connection is dropped).
  std::map<std::string, std::string> instead;
  std::map<std::string, int> failures;
  std::vector<std::string> requests;  // paths without "metadata/"

  tuf::Targets& targets() { return roles.at("targets"); }
  const std::string& root_bytes(std::uint64_t version) const {
    return published_roots_.at(version);
  }
  std::string role_bytes(const std::string& role);  // as it would be served now

  void publish_root();  // the present root under its version
  void bump_root();     // the next version, published
  void update_timestamp();
  void update_snapshot();  // lists what is in `roles`, and a new timestamp

  // Replaces a top-level role's keys by one new one, in root and for signing. Needs bump_root().
  void rotate_keys(const std::string& role);
  // One more key for a top-level role, signing too.
  void add_key(const std::string& role, TestSigner signer);

  // A delegation with a key of its own; the role's metadata is made where there is none yet.
  tuf::DelegatedRole& add_delegation(const std::string& delegator, const std::string& role,
                                     std::vector<std::string> paths);
  void add_succinct_roles(std::uint64_t bit_length, const std::string& name_prefix);
  void add_target(const std::string& role, const std::string& path, const std::string& content,
                  const std::string& custom = {});

 private:
  std::string answer(const std::string& path);
  std::string target_bytes(const std::string& path) const;
  template <typename Role>
  std::string sign(const std::string& role, const Role& content);
  tuf::MetaFile describe(const std::string& role, std::uint64_t version);

  Timestamp expires_;
  std::map<std::uint64_t, std::string> published_roots_;
};

}  // namespace switchback::test
