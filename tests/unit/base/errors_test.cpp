#include "base/errors.hpp"

#include <catch2/catch.hpp>
#include <cerrno>
#include <type_traits>

using namespace switchback;

TEST_CASE("an error keeps its code, message and next step") {
  const TrustError error("expired", "timestamp.json expired", "check the clock");
  CHECK(error.code() == "expired");
  CHECK(std::string(error.what()) == "timestamp.json expired");
  CHECK(error.next_step() == "check the clock");
}

TEST_CASE("a storage error names the call, the path and the cause") {
  const StorageError error("rename", "/opt/app", ENOSPC);
  CHECK(error.code() == "storage");
  CHECK(error.error_number() == ENOSPC);
  CHECK(std::string(error.what()) == "cannot rename /opt/app: No space left on device");
}

TEST_CASE("a storage error at preflight has a code of its own") {
  const StorageError error("insufficient-space", "3 MiB needed, 1 MiB free", "free some");
  CHECK(error.code() == "insufficient-space");
  CHECK(error.error_number() == 0);
}

TEST_CASE("a fetch error knows the HTTP status") {
  CHECK(FetchError("http", "not found", 404).http_status() == 404);
  CHECK(FetchError("network", "no route").http_status() == 0);
}

TEST_CASE("interruption is not an error, so that no catch of errors swallows it") {
  CHECK_FALSE(std::is_base_of_v<Error, Interrupted>);
  CHECK_THROWS_AS(throw Interrupted(), std::exception);
}
