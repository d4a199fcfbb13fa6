#include "repo-tools/repository/pending_set.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "base/hex.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/json_fields.hpp"
#include "manifest-schema/tuf/parse.hpp"

namespace switchback {
namespace {

using nlohmann::json;

constexpr const char* kPendingSchema = "switchback.pending/1";
constexpr const char* kTransactionSchema = "switchback.transaction/1";
constexpr std::uint64_t kMaxStateLength = 64 * 1024 * 1024;

json file_json(const StagedFile& file) {
  return {{"path", file.path}, {"length", file.length}, {"sha256", file.sha256.hex()}};
}

// Paths become places on disk: nothing that was written here leads out of what is published.
const std::string& checked_path(const std::string& path) {
  const std::string_view text = path;
  bool sound =
      text == "index.html" || text.starts_with("metadata/") || text.starts_with("targets/");
  for (std::size_t begin = 0; sound && begin <= text.size();) {
    const auto end = std::min(text.find('/', begin), text.size());
    sound = end > begin && text[begin] != '.';
    begin = end + 1;
  }
  if (!sound) throw TrustError("trust-format", "\"" + path + "\" is no path in a repository");
  return path;
}

StagedFile file_of(const json& object) {
  const auto raw = hex_decode(json_string(object, "sha256"));
  if (!raw || raw->size() != 32) throw TrustError("trust-format", "sha256 is not a digest");
  return {checked_path(json_string(object, "path")), json_unsigned(object, "length"),
          Sha256Digest::from_bytes(*raw)};
}

json pending_json(const PendingSet& pending) {
  json object = {{"schema", kPendingSchema}, {"roles", json::array()}, {"files", json::array()}};
  for (const auto& role : pending.roles)
    object["roles"].push_back(
        {{"name", role.name}, {"delegator", role.delegator}, {"file", file_json(role.file)}});
  for (const auto& file : pending.files)
    object["files"].push_back({{"role", file.role}, {"file", file_json(file.file)}});
  return object;
}

void require_schema(const json& object, const char* expected) {
  const std::string& schema = json_string(object, "schema");
  if (schema != expected)
    throw StateError("future-state", "REPO.state was written by another version (" + schema + ")",
                     "use the newest version of this program");
}

PendingSet pending_of(const json& object) {
  require_schema(object, kPendingSchema);
  PendingSet pending;
  for (const auto& role : json_array(object, "roles"))
    pending.roles.push_back({json_string(role, "name"), json_string(role, "delegator"),
                             file_of(json_object(role, "file"))});
  for (const auto& file : json_array(object, "files"))
    pending.files.push_back({file_of(json_object(file, "file")), json_string(file, "role")});
  return pending;
}

json previous_json(const PreviousVersions& previous) {
  json object = json::object();
  for (const auto& [release, version] : previous)
    object[release] = version ? json(*version) : json(nullptr);
  return object;
}

PreviousVersions previous_of(const json& object) {
  PreviousVersions previous;
  for (const auto& [release, version] : object.items())
    previous[release] =
        version.is_null() ? std::nullopt : std::optional(json_string_element(version, "previous"));
  return previous;
}

template <typename Parse>
auto parsed_state(const std::filesystem::path& path, const std::string& bytes, Parse parse) {
  try {
    return parse(bytes);
  } catch (const TrustError& error) {
    throw StateError("damage", path.string() + ": " + error.what(),
                     "restore REPO.state from a backup");
  }
}

}  // namespace

std::string StagedFile::staged_name() const {
  return Sha256::of(path + '\n' + sha256.hex()).hex();
}

std::string encode_pending_set(const PendingSet& pending) {
  return canonical_json(pending_json(pending));
}

PendingSet parse_pending_set(std::string_view bytes) {
  return pending_of(parse_strict_json(bytes));
}

std::string encode_transaction(const Transaction& transaction) {
  json object = {{"schema", kTransactionSchema},
                 {"operation", transaction.operation},
                 {"identity", transaction.identity},
                 {"files", json::array()},
                 {"pending", pending_json(transaction.pending)}};
  for (const auto& file : transaction.files) object["files"].push_back(file_json(file));
  if (transaction.time) object["time"] = format_timestamp(*transaction.time);
  if (!transaction.previous.empty()) object["previous"] = previous_json(transaction.previous);
  return canonical_json(object);
}

Transaction parse_transaction(std::string_view bytes) {
  const json object = parse_strict_json(bytes);
  require_schema(object, kTransactionSchema);
  Transaction transaction;
  transaction.operation = json_string(object, "operation");
  transaction.identity = json_string(object, "identity");
  for (const auto& file : json_array(object, "files")) transaction.files.push_back(file_of(file));
  transaction.pending = pending_of(json_object(object, "pending"));
  if (json_optional(object, "time")) {
    transaction.time = parse_timestamp(json_string(object, "time"));
    if (!transaction.time) throw TrustError("trust-format", "time is not a time");
  }
  if (json_optional(object, "previous"))
    transaction.previous = previous_of(json_object(object, "previous"));
  return transaction;
}

PendingSet read_pending_set(const RepositoryPaths& paths) {
  const auto bytes = read_file_if_exists(paths.pending(), kMaxStateLength);
  if (!bytes) return {};
  return parsed_state(paths.pending(), *bytes, parse_pending_set);
}

std::optional<Transaction> read_transaction(const RepositoryPaths& paths) {
  const auto bytes = read_file_if_exists(paths.transaction(), kMaxStateLength);
  if (!bytes) return std::nullopt;
  return parsed_state(paths.transaction(), *bytes, parse_transaction);
}

void write_pending_set(const RepositoryPaths& paths, const PendingSet& pending) {
  if (!pending.empty()) {
    write_file_durably(paths.pending(), encode_pending_set(pending), 0600);
  } else if (::unlink(paths.pending().c_str()) == 0) {
    fsync_directory(paths.state());
  } else if (errno != ENOENT) {
    throw StorageError("remove", paths.pending().string(), errno);
  }
}

void overlay_pending(const RepositoryPaths& paths, const PendingSet& pending,
                     RepositoryMetadata& metadata) {
  for (const auto& role : pending.roles) {
    const auto path = paths.staged() / role.file.staged_name();
    // A dry run completes nothing: a killed run may have put the file in its place already.
    const auto staged = read_file_if_exists(path, kMaxStateLength);
    const std::string bytes =
        staged ? *staged : read_file(paths.root() / role.file.path, kMaxStateLength);
    auto parsed = parsed_state(path, bytes, tuf::parse_targets);
    TargetsRole& entry = metadata.roles[role.name];
    entry.delegator = role.delegator;
    entry.changed = true;
    // A number that became visible in between was taken by somebody else: sign under the next one.
    entry.edited = parsed.content.version != entry.visible_version + 1;
    entry.content = std::move(parsed.content);
    entry.signatures = std::move(parsed.signatures);
    entry.signed_bytes = std::move(parsed.signed_bytes);
  }
}

}  // namespace switchback
