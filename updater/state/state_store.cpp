#include "updater/state/state_store.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "updater/state/state_schema.hpp"
#include "updater/state/stored_version.hpp"

namespace switchback {
namespace {

void restrict_mode(const std::filesystem::path& path) {
  if (::chmod(path.c_str(), 0600) != 0) throw StorageError("chmod", path.string(), errno);
}

std::int64_t parse_reader(const std::string& text) {
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size())
    throw StateError("state", "state.db holds a malformed min_reader '" + text + "'");
  return version;
}

bool is_list_of_texts(const nlohmann::json& list) {
  return list.is_array() &&
         std::all_of(list.begin(), list.end(), [](const auto& item) { return item.is_string(); });
}

}  // namespace

StateStore StateStore::create(const std::filesystem::path& path, const HostRecord& host) {
  StateStore store(Database::open(path, Database::Mode::create));
  restrict_mode(path);
  StateTransaction transaction(store.database_);
  store.database_.execute(kStateSchema);
  store.set_meta("schema", std::to_string(kStateSchemaVersion));
  store.set_meta("min_reader", std::to_string(kStateSchemaVersion));
  store.set_meta("product", host.product);
  store.set_meta("repositories", nlohmann::json(host.repositories).dump());
  store.set_meta("trust_anchor", host.trust_anchor);
  store.set_meta("host_id", host.host_id);
  transaction.commit();
  return store;
}

StateStore StateStore::open(const std::filesystem::path& path) {
  StateStore store(Database::open(path, Database::Mode::read_write));
  store.min_reader();  // no database of a host is without one
  return store;
}

StateStore StateStore::open_read_only(const std::filesystem::path& path) {
  StateStore store(Database::open(path, Database::Mode::read_only));
  store.min_reader();  // no database of a host is without one
  return store;
}

std::int64_t StateStore::min_reader() {
  const auto text = meta("min_reader");
  if (!text) throw StateError("state", "state.db holds no host", "run 'switchback init'");
  return parse_reader(*text);
}

void StateStore::require_understood() {
  const std::int64_t needed = min_reader();
  if (needed > kStateSchemaVersion)
    throw StateError(
        "future-state",
        fmt::format("state.db needs a switchback that reads state {}; this one reads {}", needed,
                    kStateSchemaVersion),
        "install that switchback; 'switchback rollback' still works with this one");
}

std::optional<std::string> StateStore::meta(const std::string& key) {
  auto query = database_.prepare("SELECT value FROM meta WHERE key = ?1");
  query.bind(1, std::string_view(key));
  if (!query.step()) return std::nullopt;
  return query.text(0);
}

void StateStore::set_meta(const std::string& key, const std::string& value) {
  database_.prepare("INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")
      .bind(1, std::string_view(key))
      .bind(2, std::string_view(value))
      .run();
}

void StateStore::remove_meta(const std::string& key) {
  database_.prepare("DELETE FROM meta WHERE key = ?1").bind(1, std::string_view(key)).run();
}

HostRecord StateStore::host() {
  HostRecord host;
  host.product = meta("product").value_or("");
  const auto list = nlohmann::json::parse(meta("repositories").value_or("[]"), nullptr, false);
  if (!is_list_of_texts(list))
    throw StateError("state", "state.db holds a malformed list of repositories");
  host.repositories = list.get<std::vector<std::string>>();
  host.trust_anchor = meta("trust_anchor").value_or("");
  host.host_id = meta("host_id").value_or("");
  if (const auto channel = meta("channel")) host.channel = parse_channel(*channel);
  return host;
}

void StateStore::set_channel(Channel channel) {
  set_meta("channel", std::string(channel_name(channel)));
}

SlotRecord StateStore::slot(Slot slot) {
  auto query = database_.prepare(
      "SELECT state, version, index_reference, manifest, shard, signer FROM slots WHERE name = ?1");
  query.bind(1, slot_name(slot));
  SlotRecord record;
  if (!query.step()) return record;
  record.state = parse_slot_state(query.text(0));
  if (const auto version = query.optional_text(1)) record.version = stored_version(*version);
  record.index = decode_index_reference(query.text(2));
  record.manifest = query.text(3);
  record.shard = query.text(4);
  record.signer = query.text(5);
  return record;
}

void StateStore::save_slot(Slot slot, const SlotRecord& record) {
  database_
      .prepare(
          "INSERT OR REPLACE INTO slots (name, state, version, index_reference, manifest, shard, "
          "signer) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
      .bind(1, slot_name(slot))
      .bind(2, slot_state_name(record.state))
      .bind_optional(3, optional_version(record.version))
      .bind(4, encode_index_reference(record.index))
      .bind(5, record.manifest)
      .bind(6, record.shard)
      .bind(7, record.signer)
      .run();
}

std::string StateStore::seen_versions() {
  return meta("seen_versions").value_or("");
}

void StateStore::save_seen_versions(const std::string& text) {
  set_meta("seen_versions", text);
}

void StateStore::remember_manifest(const Version& version, const std::string& manifest) {
  database_.prepare("INSERT OR REPLACE INTO manifests VALUES (?1, ?2)")
      .bind(1, version.text())
      .bind(2, std::string_view(manifest))
      .run();
}

std::optional<std::string> StateStore::manifest(const Version& version) {
  auto query = database_.prepare("SELECT bytes FROM manifests WHERE version = ?1");
  query.bind(1, version.text());
  if (!query.step()) return std::nullopt;
  return query.text(0);
}

std::vector<Version> StateStore::remembered_versions() {
  auto query = database_.prepare("SELECT version FROM manifests");
  std::vector<Version> versions;
  while (query.step()) versions.push_back(stored_version(query.text(0)));
  return versions;
}

}  // namespace switchback
