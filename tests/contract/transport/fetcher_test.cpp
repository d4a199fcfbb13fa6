// What every Fetcher promises, whatever carries the bytes.
#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "core/transport/mirror.hpp"
#include "tests/contract/transport/mirror_site.hpp"

using namespace switchback;

namespace {

int status_of_missing(Fetcher& fetcher, const std::string& path) {
  try {
    fetcher.fetch(path, 100);
  } catch (const FetchError& error) {
    CHECK(error.code() == "http");
    return error.http_status();
  }
  return 0;
}

}  // namespace

TEST_CASE("a small file is fetched whole") {
  const auto site = test::make_site(GENERATE("http", "serve", "file"));
  site->put("metadata/timestamp.json", "{\"signed\":1}");
  site->put("empty", "");
  const auto fetcher = make_fetcher(site->url(), {});
  CHECK(fetcher->fetch("metadata/timestamp.json", 1000) == "{\"signed\":1}");
  CHECK(fetcher->fetch("metadata/timestamp.json", 12) == "{\"signed\":1}");
  CHECK(fetcher->fetch("empty", 0).empty());
}

TEST_CASE("a base URL may lack its last slash") {
  const auto site = test::make_site(GENERATE("http", "serve", "file"));
  site->put("a/b", "content");
  std::string url = site->url() + "a";
  CHECK(make_fetcher(url, {})->fetch("b", 100) == "content");
}

TEST_CASE("a missing file is a 404") {
  const auto site = test::make_site(GENERATE("http", "serve", "file"));
  site->put("directory/file", "x");
  const auto fetcher = make_fetcher(site->url(), {});
  CHECK(status_of_missing(*fetcher, "nothing") == 404);
  CHECK(status_of_missing(*fetcher, "directory/file/below") == 404);
  CHECK(status_of_missing(*fetcher, "directory") == 404);
  CHECK(status_of_missing(*fetcher, "../escape") == 404);
  CHECK(status_of_missing(*fetcher, "%2e%2e/escape") == 404);
}

TEST_CASE("a file longer than the caller allows is too large") {
  const auto site = test::make_site(GENERATE("http", "serve", "file"));
  site->put("long", std::string(101, 'x'));
  const auto fetcher = make_fetcher(site->url(), {});
  try {
    fetcher->fetch("long", 100);
    FAIL("accepted");
  } catch (const FetchError& error) {
    CHECK(error.code() == "too-large");
  }
  CHECK(fetcher->fetch("long", 101).size() == 101);
}

TEST_CASE("escapes in a path are decoded once and other characters are taken as they are") {
  const auto site = test::make_site(GENERATE("http", "serve", "file"));
  site->put("with space", "1");
  site->put("a+b~c#d", "2");
  site->put("per%cent", "3");
  site->put("\xc3\xa4", "4");
  const auto fetcher = make_fetcher(site->url(), {});
  CHECK(fetcher->fetch("with space", 9) == "1");
  CHECK(fetcher->fetch("with%20space", 9) == "1");
  CHECK(fetcher->fetch("a+b~c#d", 9) == "2");
  CHECK(fetcher->fetch("per%25cent", 9) == "3");
  CHECK(fetcher->fetch("\xc3\xa4", 9) == "4");
}

TEST_CASE("a stop request ends a fetch as Interrupted") {
  const auto site = test::make_site(GENERATE("http", "serve", "file"));
  site->put("file", "x");
  std::stop_source source;
  TransportOptions options;
  options.stop = source.get_token();
  const auto fetcher = make_fetcher(site->url(), options);
  CHECK(fetcher->fetch("file", 9) == "x");
  source.request_stop();
  CHECK_THROWS_AS(fetcher->fetch("file", 9), Interrupted);
}

TEST_CASE("bytes and requests are counted") {
  const auto site = test::make_site(GENERATE("http", "serve", "file"));
  site->put("file", std::string(1000, 'x'));
  const auto mirror = make_mirror(site->url(), {});
  CHECK(mirror->totals().bytes == 0);
  mirror->fetch("file", 1000);
  CHECK(mirror->totals().requests == 1);
  CHECK(mirror->totals().bytes >= 1000);
  CHECK(mirror->totals().bytes < 1500);
}

TEST_CASE("an address that is no repository's is a usage error") {
  for (const char* url : {"", "ftp://host/", "/plain/path", "file://otherhost/x", "javascript:1"})
    CHECK_THROWS_AS(make_fetcher(url, {}), ConfigError);
}
