#include "tests/support/trusting_host.hpp"

#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/trust/role_file.hpp"

namespace switchback::test {

TrustingHost::TrustingHost() : store(directory / "trust") {
  store.initialise(sim.root_bytes(1));
}

std::string TrustingHost::with_client(const std::function<void(TrustClient&)>& use) {
  sim.requests.clear();
  TrustClient client(sim, store, options);
  try {
    client.refresh(now);
    use(client);
    if (remembers) remember(client);
    return "ok";
  } catch (const Error& error) {
    return error.code();
  }
}

std::string TrustingHost::refresh() {
  return with_client([](TrustClient&) {});
}

std::string TrustingHost::search(const std::string& target_path) {
  bool found = false;
  const std::string outcome = with_client(
      [&](TrustClient& client) { found = client.find_target(target_path).has_value(); });
  if (outcome != "ok") return outcome;
  return found ? "found" : "not found";
}

void TrustingHost::remember(const TrustClient& client) {
  options.seen = client.seen_versions();
  options.time_floor = client.time_floor();
}

std::string TrustingHost::stored(const std::string& role) {
  return read_file_if_exists(directory / "trust" / (percent_quote(role) + ".json"), 1 << 20)
      .value_or("");
}

std::uint64_t TrustingHost::stored_version(const std::string& role) {
  const std::string bytes = stored(role);
  return bytes.empty() ? 0 : nlohmann::json::parse(bytes)["signed"]["version"].get<std::uint64_t>();
}

void TrustingHost::lose_cache() {
  store.initialise(sim.root_bytes(1));
  for (const char* role : {"timestamp", "snapshot", "targets"})
    std::filesystem::remove(directory / "trust" / (std::string(role) + ".json"));
}

}  // namespace switchback::test
