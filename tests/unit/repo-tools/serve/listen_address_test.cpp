#include "repo-tools/serve/listen_address.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"

using namespace switchback;

TEST_CASE("addresses to listen at are read and written") {
  for (const char* text : {"127.0.0.1:8080", "0.0.0.0:0", "[::]:80", "[::1]:65535", "localhost:1"})
    CHECK(parse_listen_address(text).text() == text);
}

TEST_CASE("other texts are usage errors that show a right one") {
  for (const char* text :
       {"", ":", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:80x", "::1:80", "example.org:80", "[::1]80"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_listen_address(text), ConfigError);
  }
}

TEST_CASE("port 0 binds a free port, a port in use is refused by name") {
  const Listener listener = listen_at({"127.0.0.1", 0});
  CHECK(listener.address.port != 0);
  CHECK_THROWS_WITH(listen_at(listener.address), Catch::Contains(listener.address.text()));
}
