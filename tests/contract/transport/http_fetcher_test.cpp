// What the HTTP fetcher promises beyond the contract of every Fetcher.
#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <thread>

#include "base/errors.hpp"
#include "core/transport/mirror.hpp"
#include "tests/support/fault_server.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using namespace std::chrono_literals;
using test::Fault;

namespace {

FetchError failure(Fetcher& fetcher, const std::string& path, std::uint64_t max_length = 1 << 20) {
  try {
    fetcher.fetch(path, max_length);
  } catch (const FetchError& error) {
    return error;
  }
  throw std::runtime_error("the fetch succeeded");
}

}  // namespace

TEST_CASE("one connection serves all requests, errors included") {
  test::FaultServer server;
  server.put("a", "1");
  const auto fetcher = make_fetcher(server.url(), {});
  fetcher->fetch("a", 9);
  CHECK(failure(*fetcher, "missing").http_status() == 404);
  fetcher->fetch("a", 9);
  for (const auto& request : server.requests()) CHECK(request.connection == 0);
}

TEST_CASE("a path reaches the server unnormalised and nothing is asked to be compressed") {
  test::FaultServer server;
  const auto fetcher = make_fetcher(server.url() + "base/", {});
  failure(*fetcher, "a/../b//c/./%2e%2F?q=1");
  const auto request = server.requests().at(0);
  CHECK(request.path == "base/a/../b//c/./%2e%2F?q=1");
  CHECK(request.headers.count("accept-encoding") == 0);
  CHECK(request.headers.count("range") == 0);
}

TEST_CASE("a dropped new connection is a failure and is not tried again") {
  test::FaultServer server;
  server.put("a", "1");
  const auto fetcher = make_fetcher(server.url(), {});
  server.inject("a", Fault::drop(), 1);
  CHECK(failure(*fetcher, "a").code() == "network");
  CHECK(server.requests().size() == 1);
  CHECK(fetcher->fetch("a", 9) == "1");
}

TEST_CASE("a kept connection that closes without an answer is replaced by a new one, once") {
  test::FaultServer server;
  server.put("a", "1");
  const auto fetcher = make_fetcher(server.url(), {});
  fetcher->fetch("a", 9);
  SECTION("the server closed it meanwhile") {
    server.inject("a", Fault::drop(), 1);
    CHECK(fetcher->fetch("a", 9) == "1");
  }
  SECTION("the server closes every connection") {
    server.inject("a", Fault::drop());
    CHECK(failure(*fetcher, "a").code() == "network");
  }
  const auto requests = server.requests();
  REQUIRE(requests.size() == 3);
  CHECK(requests[1].connection == 0);
  CHECK(requests[2].connection == 1);
}

TEST_CASE("a kept connection that breaks within an answer is a failure") {
  test::FaultServer server;
  server.put("a", "0123456789");
  const auto fetcher = make_fetcher(server.url(), {});
  fetcher->fetch("a", 99);
  server.inject("a", Fault::cut_after(GENERATE(0U, 5U)), 1);
  CHECK(failure(*fetcher, "a").code() == "network");
  CHECK(server.requests().size() == 2);
}

TEST_CASE("where no connection is kept each request has its own and is sent once") {
  test::FaultServer server;
  server.put("a", "1");
  TransportOptions options;
  options.keep_connections = false;
  const auto fetcher = make_fetcher(server.url(), options);
  fetcher->fetch("a", 9);
  server.inject("a", Fault::drop(), 1);
  CHECK(failure(*fetcher, "a").code() == "network");
  CHECK(fetcher->fetch("a", 9) == "1");
  const auto requests = server.requests();
  REQUIRE(requests.size() == 3);
  for (std::size_t number = 0; number < 3; ++number) CHECK(requests[number].connection == number);
}

TEST_CASE("a redirect to the same scheme is followed") {
  test::FaultServer server;
  server.put("b", "target");
  server.inject("a", Fault::redirect_to(server.url() + "b"));
  CHECK(make_fetcher(server.url(), {})->fetch("a", 9) == "target");
}

TEST_CASE("redirects without end and to other schemes are bad answers") {
  test::FaultServer server;
  const test::TemporaryDirectory directory;
  std::ofstream(directory / "secret") << "secret";
  server.inject("loop", Fault::redirect_to("/loop"));
  server.inject("file", Fault::redirect_to("file://" + (directory / "secret").string()));
  server.inject("ftp", Fault::redirect_to("ftp://127.0.0.1/x"));
  const auto fetcher = make_fetcher(server.url(), {});
  for (const char* path : {"loop", "file", "ftp"})
    CHECK(failure(*fetcher, path).code() == "bad-answer");
  CHECK(server.requests().size() == 8);  // first + 5 redirects, then one each
}

TEST_CASE("statuses other than 200 are errors that carry them") {
  test::FaultServer server;
  const int status = GENERATE(204, 206, 301, 304, 400, 403, 404, 500, 503);
  server.inject("a", Fault::status(status));
  const auto fetcher = make_fetcher(server.url(), {});
  const auto error = failure(*fetcher, "a");
  if (status == 206) {
    CHECK(error.code() == "bad-answer");
  } else {
    CHECK(error.code() == "http");
    CHECK(error.http_status() == status);
  }
}

TEST_CASE("an error page that is cut says nothing about the file") {
  test::FaultServer server;
  server.inject("a", Fault::cut_status(GENERATE(404, 403, 500)));
  const FetchError error = failure(*make_fetcher(server.url(), {}), "a");
  CHECK(error.code() == "network");
  CHECK(error.http_status() == 0);
}

TEST_CASE("a body that is cut is a failure at every byte") {
  test::FaultServer server;
  server.put("a", "0123456789");
  const auto fetcher = make_fetcher(server.url(), {});
  for (std::uint64_t bytes = 0; bytes < 10; ++bytes) {
    server.inject("a", Fault::cut_after(bytes));
    CHECK(failure(*fetcher, "a").code() == "network");
  }
}

TEST_CASE("an endless body ends at the caller's limit") {
  test::FaultServer server;
  server.put("a", "x");
  server.inject("a", Fault::endless());
  const auto mirror = make_mirror(server.url(), {});
  CHECK(failure(*mirror, "a", 1000).code() == "too-large");
}

TEST_CASE("a server that goes silent is too slow") {
  test::FaultServer server;
  server.put("a", "0123456789");
  server.inject("a", GENERATE(Fault::silence(), Fault::stall_after(5)));
  TransportOptions options;
  options.stall_timeout = 100ms;
  CHECK(failure(*make_fetcher(server.url(), options), "a").code() == "too-slow");
}

TEST_CASE("a server that sends without end but never a byte of the file is too slow") {
  test::FaultServer server;
  server.put("a", "content");
  server.inject("a", Fault::endless_chunk_extension());
  TransportOptions options;
  options.stall_timeout = 100ms;
  CHECK(failure(*make_fetcher(server.url(), options), "a").code() == "too-slow");
}

TEST_CASE("a server that trickles is too slow by its rate or in total") {
  test::FaultServer server;
  server.put("a", std::string(100000, 'x'));
  server.inject("a", Fault::trickle(10));
  TransportOptions options;
  SECTION("rate") {
    options.stall_timeout = 200ms;
    options.minimum_rate = 10000;
  }
  SECTION("total") {
    options.file_timeout = 200ms;
  }
  CHECK(failure(*make_fetcher(server.url(), options), "a").code() == "too-slow");
}

TEST_CASE("a stop request ends a stalled fetch within 200 ms") {
  test::FaultServer server;
  server.put("a", "0123456789");
  server.inject("a", GENERATE(Fault::silence(), Fault::stall_after(5)));
  std::stop_source source;
  TransportOptions options;
  options.stop = source.get_token();
  std::chrono::steady_clock::time_point requested;
  std::thread stopper([&] {
    while (server.requests().empty()) std::this_thread::yield();
    requested = std::chrono::steady_clock::now();
    source.request_stop();
  });
  CHECK_THROWS_AS(make_fetcher(server.url(), options)->fetch("a", 100), Interrupted);
  const auto ended = std::chrono::steady_clock::now();
  stopper.join();
  CHECK(ended - requested < 200ms);
}

namespace {

std::filesystem::path token_file(const test::TemporaryDirectory& directory,
                                 const std::string& content) {
  auto path = directory / "token";
  std::ofstream(path) << content;
  std::filesystem::permissions(
      path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  return path;
}

}  // namespace

TEST_CASE("a bearer token goes to the repository and to no other host") {
  test::FaultServer other;
  other.put("b", "elsewhere");
  test::FaultServer server;
  server.put("a", "here");
  server.inject("away", Fault::redirect_to(other.url() + "b"));
  const test::TemporaryDirectory directory;
  TransportOptions options;
  options.token_file = token_file(directory, "s3cret-token\n");
  const auto fetcher = make_fetcher(server.url(), options);
  fetcher->fetch("a", 9);
  CHECK(fetcher->fetch("away", 99) == "elsewhere");
  CHECK(server.requests().at(0).headers.at("authorization") == "Bearer s3cret-token");
  CHECK(other.requests().at(0).headers.count("authorization") == 0);
}

TEST_CASE("a token file that could smuggle a header is refused") {
  const test::TemporaryDirectory directory;
  TransportOptions options;
  options.token_file =
      token_file(directory, GENERATE("", "\n", "two words\n", "tab\there\n", "\x01\n"));
  CHECK_THROWS_WITH(make_fetcher("http://127.0.0.1:1/", options),
                    Catch::EndsWith("holds no token on its first line"));
}

TEST_CASE("a proxy is used where one is named") {
  test::FaultServer proxy;
  TransportOptions options;
  options.proxy = proxy.url();
  const auto fetcher = make_fetcher("http://repository.invalid/", options);
  CHECK(failure(*fetcher, "a").http_status() == 404);
  CHECK(proxy.requests().at(0).headers.at("host") == "repository.invalid");
}

TEST_CASE("the environment's proxy is not used") {
  test::FaultServer server;
  server.put("a", "1");
  ::setenv("http_proxy", "http://127.0.0.1:1/", 1);
  const auto content = make_fetcher(server.url(), {})->fetch("a", 9);
  ::unsetenv("http_proxy");
  CHECK(content == "1");
}

TEST_CASE("a password in the address appears in no message") {
  const auto fetcher = make_fetcher("http://user:hidden@127.0.0.1:1/", {});
  const std::string message = failure(*fetcher, "a").what();
  CHECK(message.find("hidden") == std::string::npos);
  CHECK(message.find("http://127.0.0.1:1/a") != std::string::npos);
}

TEST_CASE("a rate limit is kept") {
  test::FaultServer server;
  server.put("a", std::string(200 * 1024, 'x'));
  TransportOptions options;
  options.limit_rate = 1 << 20;
  const auto start = std::chrono::steady_clock::now();
  make_fetcher(server.url(), options)->fetch("a", 4 << 20);
  CHECK(std::chrono::steady_clock::now() - start > 150ms);
}
