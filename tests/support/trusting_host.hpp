// A simulated repository and a client of it with a store on disk: each call is a run of its own, as
// of a new process.
#pragma once

#include <functional>
#include <string>

#include "core/trust/directory_store.hpp"
#include "core/trust/trust_client.hpp"
#include "tests/support/repository_simulator.hpp"
#include "tests/support/temporary_directory.hpp"

namespace switchback::test {

class TrustingHost {
 public:
  TrustingHost();  // trusts the simulator's root 1

  // "ok" or the code of the Error.
  std::string refresh();
  // Refreshes and searches: "found", "not found" or the code of the Error.
  std::string search(const std::string& target_path);
  // Runs `use` with a refreshed client; "ok" or the code of the Error.
  std::string with_client(const std::function<void(TrustClient&)>& use);
  // Requests of the last run.
  std::vector<std::string> requests() const { return sim.requests; }
  // Version of the stored file; 0 where there is none.
  std::uint64_t stored_version(const std::string& role);
  std::string stored(const std::string& role);
  // What a host keeps between runs besides the store.
  void remember(const TrustClient& client);
  void lose_cache();  // everything but the bootstrap root

  RepositorySimulator sim;
  TemporaryDirectory directory;
  DirectoryMetadataStore store;
  TrustOptions options;
  bool remembers = true;  // false: like a client that has nothing but its store
  Timestamp now = *parse_timestamp("2026-06-01T12:00:00Z");
};

}  // namespace switchback::test
