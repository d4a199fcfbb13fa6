// The roles of TUF 1.0.x (specification section 4) as plain values. `tuf::Timestamp` is the role;
// the time type is `switchback::Timestamp`. Members of later versions and of other tools are kept
// where they would be lost for a reader of ours; for verification the bytes as received count
// anyway (tuf/parse.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "manifest-schema/tuf/key.hpp"

namespace switchback::tuf {

// What the `signed` part of every role has.
struct Header {
  std::string spec_version = "1.0.31";
  std::uint64_t version = 1;
  switchback::Timestamp expires;
  std::string
      extra;  // canonical JSON object of the members not modelled here; empty where there are none
};

// Which keys sign a role. Ids may repeat or name no known key: what counts is distinct key
// material.
struct RoleKeys {
  std::vector<std::string> key_ids;
  std::uint64_t threshold = 1;  // at least 1
};

using Keys = std::map<std::string, Key>;            // by declared key id
using Hashes = std::map<std::string, std::string>;  // "sha256" -> hex

struct Root : Header {
  bool consistent_snapshot = true;
  Keys keys;
  std::map<std::string, RoleKeys>
      roles;  // has "root", "timestamp", "snapshot", "targets"; "mirrors" may be there
};

// What a role says about another role's file. Without length and hashes only the version counts.
struct MetaFile {
  std::uint64_t version = 1;
  std::optional<std::uint64_t> length;
  Hashes hashes;

  bool operator==(const MetaFile&) const = default;
};

struct Timestamp : Header {
  MetaFile snapshot;
};

struct Snapshot : Header {
  std::map<std::string, MetaFile> meta;  // "targets.json", "p-demo.json": by file name
};

struct TargetFile {
  std::uint64_t length = 0;
  Hashes hashes;       // at least one
  std::string custom;  // canonical JSON of any kind; empty where there is none

  bool operator==(const TargetFile&) const = default;
};

struct DelegatedRole : RoleKeys {
  std::string name;
  bool terminating = false;
  std::vector<std::string> paths;  // shell patterns; '*' stays within one path component
  std::vector<std::string>
      path_hash_prefixes;  // of SHA-256(target path) in hex; instead of `paths`
};

// TAP 15: 2^bit_length roles "<name_prefix>-<hex>" share the hash space of target paths and one set
// of keys.
struct SuccinctRoles : RoleKeys {
  std::uint64_t bit_length = 1;  // 1 to 32
  std::string name_prefix;
};

struct Delegations {
  Keys keys;
  std::vector<DelegatedRole> roles;  // in order of precedence
  std::optional<SuccinctRoles> succinct;
};

struct Targets : Header {
  std::map<std::string, TargetFile> targets;  // by target path
  std::optional<Delegations> delegations;
};

struct Signature {
  std::string key_id;
  std::string value;  // hex as received; not yet known to be hex

  bool operator==(const Signature&) const = default;
};

// A metadata file taken apart. Nothing in it is believed before `signatures` are checked over
// `signed_bytes`.
template <typename Role>
struct Signed {
  Role content;
  std::vector<Signature> signatures;  // key ids are distinct
  std::string signed_bytes;           // the signing form of `signed` as received
};

}  // namespace switchback::tuf
