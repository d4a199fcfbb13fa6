#include "base/terminal/exit_status.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

namespace {

int host(const Error& error) {
  return exit_status_of(error, kExitHostFailure);
}

}  // namespace

TEST_CASE("each error class has its exit status") {
  CHECK(host(ConfigError("config", "")) == 2);
  CHECK(host(ConfigError("confirmation-required", "")) == 2);
  CHECK(host(TrustError("trust-threshold", "")) == 12);
  CHECK(host(ConflictError("conflict", "")) == 15);
  CHECK(host(PolicyError("hold", "")) == 17);
  CHECK(host(FetchError("http", "", 500)) == 18);
  CHECK(host(HealthError("health", "")) == 21);
}

TEST_CASE("codes with a status of their own win over the class") {
  CHECK(host(StateError("not-found", "")) == 10);
  CHECK(host(StateError("locked", "")) == 11);
  CHECK(host(TrustError("expired", "")) == 13);
  CHECK(host(PolicyError("no-path", "")) == 16);
  CHECK(host(StateError("inconsistent", "")) == 22);
  CHECK(host(StateError("damage", "")) == 1);
  for (const auto* code :
       {"insufficient-space", "insufficient-inodes", "permission-denied", "read-only"})
    CHECK(host(StorageError(code, "", "")) == 14);
}

TEST_CASE("an error without a status of its own depends on the command") {
  const StorageError error("rename", "x", 5);
  CHECK(exit_status_of(error, kExitHostFailure) == 20);
  CHECK(exit_status_of(error, kExitFailure) == 1);
  CHECK(host(MigrationError("migration", "")) == 20);
}
