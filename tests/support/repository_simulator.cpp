#include "tests/support/repository_simulator.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "base/digest.hpp"
#include "base/errors.hpp"
#include "manifest-schema/tuf/encode.hpp"

namespace switchback::test {
namespace {

std::string percent_decode(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      plain += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

bool has_prefix(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

[[noreturn]] void fail_with(int status, const std::string& path) {
  if (status == 0) throw FetchError("network", "connection dropped: " + path);
  throw FetchError("http", fmt::format("status {} for {}", status, path), status);
}

}  // namespace

RepositorySimulator::RepositorySimulator(Timestamp expires) : expires_(expires) {
  for (tuf::Header* header :
       {static_cast<tuf::Header*>(&root), static_cast<tuf::Header*>(&timestamp),
        static_cast<tuf::Header*>(&snapshot), static_cast<tuf::Header*>(&roles["targets"])})
    header->expires = expires;
  for (const char* role : {"root", "timestamp", "snapshot", "targets"})
    add_key(role, make_ed25519_signer());
  snapshot.meta["targets.json"] = {1, {}, {}};
  publish_root();
}

template <typename Role>
std::string RepositorySimulator::sign(const std::string& role, const Role& content) {
  const std::string bytes = tuf::signed_bytes(content);
  std::vector<tuf::Signature> signatures;
  std::set<std::string> seen;
  for (const TestSigner& signer : signers[role])
    if (seen.insert(signer.key_id).second) signatures.push_back(signer.signature(bytes));
  return tuf::encode_envelope(bytes, signatures);
}

std::string RepositorySimulator::role_bytes(const std::string& role) {
  if (role == "timestamp") return sign(role, timestamp);
  if (role == "snapshot") return sign(role, snapshot);
  const auto found = roles.find(role);
  if (found == roles.end()) fail_with(404, role);
  return sign(role, found->second);
}

std::string RepositorySimulator::target_bytes(const std::string& path) const {
  for (const auto& [name, content] : contents) {
    const std::size_t slash = name.rfind('/');
    const std::size_t cut = slash == std::string::npos ? 0 : slash + 1;
    const std::string hashed =
        name.substr(0, cut) + Sha256::of(content).hex() + "." + name.substr(cut);
    if (path == (root.consistent_snapshot ? hashed : name)) return content;
  }
  fail_with(404, path);
}

std::string RepositorySimulator::answer(const std::string& path) {
  if (has_prefix(path, kTargets)) return target_bytes(path.substr(std::string(kTargets).size()));
  std::string name = path.substr(std::string(kMetadata).size());
  name.resize(name.size() - std::string(".json").size());
  if (name == "timestamp") return role_bytes(name);
  const std::size_t dot = name.find('.');
  const bool versioned =
      dot != std::string::npos && dot > 0 && name.find_first_not_of("0123456789") == dot;
  if (versioned && name.substr(dot) == ".root") {
    const auto found = published_roots_.find(std::stoull(name));
    return found == published_roots_.end() ? (fail_with(404, path), "") : found->second;
  }
  if (versioned != root.consistent_snapshot) fail_with(404, path);
  return role_bytes(percent_decode(versioned ? name.substr(dot + 1) : name));
}

std::string RepositorySimulator::fetch(const std::string& path, std::uint64_t max_length) {
  requests.push_back(has_prefix(path, kMetadata) ? path.substr(std::string(kMetadata).size())
                                                 : path);
  const std::string& name = requests.back();
  if (const auto failure = failures.find(name); failure != failures.end())
    fail_with(failure->second, path);
  const auto replaced = instead.find(name);
  std::string bytes = replaced != instead.end() ? replaced->second : answer(path);
  if (bytes.size() > max_length) throw FetchError("too-large", path + " is too long");
  return bytes;
}

void RepositorySimulator::publish_root() {
  published_roots_[root.version] = sign("root", root);
}

void RepositorySimulator::bump_root() {
  ++root.version;
  publish_root();
}

tuf::MetaFile RepositorySimulator::describe(const std::string& role, std::uint64_t version) {
  if (!state_hashes) return {version, {}, {}};
  const std::string bytes = role_bytes(role);
  return {version, bytes.size(), {{"sha256", Sha256::of(bytes).hex()}}};
}

void RepositorySimulator::update_timestamp() {
  timestamp.snapshot = describe("snapshot", snapshot.version);
  ++timestamp.version;
}

void RepositorySimulator::update_snapshot() {
  for (const auto& [name, role] : roles)
    snapshot.meta[name + ".json"] = describe(name, role.version);
  ++snapshot.version;
  update_timestamp();
}

void RepositorySimulator::add_key(const std::string& role, TestSigner signer) {
  root.keys[signer.key_id] = signer.key;
  root.roles[role].key_ids.push_back(signer.key_id);
  signers[role].push_back(std::move(signer));
}

void RepositorySimulator::rotate_keys(const std::string& role) {
  root.roles[role].key_ids.clear();
  signers[role].clear();
  add_key(role, make_ed25519_signer());
}

tuf::DelegatedRole& RepositorySimulator::add_delegation(const std::string& delegator,
                                                        const std::string& role,
                                                        std::vector<std::string> paths) {
  if (roles.count(role) == 0) roles[role].expires = expires_;
  tuf::Targets& from = roles.at(delegator);
  if (!from.delegations) from.delegations.emplace();
  const TestSigner signer = make_ed25519_signer();
  from.delegations->keys[signer.key_id] = signer.key;
  signers[role].push_back(signer);
  tuf::DelegatedRole delegation;
  delegation.name = role;
  delegation.paths = std::move(paths);
  delegation.key_ids = {signer.key_id};
  return from.delegations->roles.emplace_back(std::move(delegation));
}

void RepositorySimulator::add_succinct_roles(std::uint64_t bit_length,
                                             const std::string& name_prefix) {
  const TestSigner signer = make_ed25519_signer();
  targets().delegations.emplace();
  targets().delegations->keys[signer.key_id] = signer.key;
  targets().delegations->succinct.emplace();
  tuf::SuccinctRoles& bins = *targets().delegations->succinct;
  bins.key_ids = {signer.key_id};
  bins.bit_length = bit_length;
  bins.name_prefix = name_prefix;
  const std::size_t digits = fmt::format("{:x}", (1U << bit_length) - 1).size();
  for (unsigned bin = 0; bin < 1U << bit_length; ++bin) {
    const std::string name = fmt::format("{}-{:0{}x}", name_prefix, bin, digits);
    roles[name].expires = expires_;
    signers[name] = {signer};
  }
}

void RepositorySimulator::add_target(const std::string& role, const std::string& path,
                                     const std::string& content, const std::string& custom) {
  roles.at(role).targets[path] = {content.size(), {{"sha256", Sha256::of(content).hex()}}, custom};
  contents[path] = content;
}

}  // namespace switchback::test
