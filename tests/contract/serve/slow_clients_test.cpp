// Clients that take their time, one by one and many at once: what they cost the others.
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <list>

#include "tests/contract/serve/served.hpp"

using namespace std::chrono_literals;
using namespace switchback;
using Catch::Matchers::Contains;
using test::RawConnection;
using test::Served;

namespace {

constexpr auto kDeadline = 500ms;

ServeOptions short_deadlines() {
  ServeOptions options;
  options.pace.request_deadline = kDeadline;
  options.pace.reading_window = kDeadline;
  return options;
}

// Long enough for a whole request on a busy machine.
ServeOptions deadline_for_answers() {
  ServeOptions options;
  options.pace.request_deadline = 2s;
  return options;
}

// Sends one byte, again and again, until the server closes the connection.
bool closes_while_dripping(RawConnection& connection) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (std::chrono::steady_clock::now() < end) {
    connection.send_as_much_as_is_taken("x");
    if (connection.closes(10ms)) return true;
  }
  return false;
}

std::chrono::microseconds processor_time() {
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

// Each has had an answer, so that the server has counted it.
std::list<RawConnection> half_open(const Served& served, int count, const std::string& source) {
  std::list<RawConnection> connections;
  for (int i = 0; i < count; ++i) {
    connections.push_back(served.connect(source));
    REQUIRE(connections.back().get("/index.html").status == 200);
    connections.back().send("GET /index.h");
  }
  return connections;
}

}  // namespace

TEST_CASE("an idle connection is closed after its time, also after an answer") {
  const Served served(deadline_for_answers());
  auto silent = served.connect();
  CHECK(silent.closes());
  auto kept = served.connect();
  CHECK(kept.get("/index.html").status == 200);
  CHECK(kept.closes());
  CHECK_THAT(served.metrics(), Contains("switchback_serve_late_requests_total 2\n"));
}

TEST_CASE("a head that arrives byte by byte is not waited for longer than the deadline") {
  const Served served(deadline_for_answers());
  auto first = served.connect();
  first.send("GET /index.html?");
  CHECK(closes_while_dripping(first));
  auto second = served.connect();
  CHECK(second.get("/index.html").status == 200);
  second.send("GET /index.html HTTP/1.1\r\nHost: x\r\nX-Long: ");
  CHECK(closes_while_dripping(second));
}

TEST_CASE("a body that arrives byte by byte is not waited for longer than the deadline") {
  const Served served(short_deadlines());
  auto connection = served.connect();
  connection.send("GET /index.html HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
  CHECK(closes_while_dripping(connection));
}

TEST_CASE("a client that ends with half a request is not waited for until the deadline") {
  ServeOptions options;
  options.pace.request_deadline = 40s;
  const Served served(options);
  auto gone = served.connect();
  gone.send_last("GET /index.html HTTP/1.1\r\nHost:");
  auto served_whole = served.connect();
  served_whole.send_last("GET /index.html HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(served_whole.receive().status == 200);
  CHECK(served_whole.closes());
  CHECK(gone.closes());
  CHECK_THAT(served.metrics(), Contains("switchback_serve_late_requests_total 0\n"));
}

TEST_CASE("a connection in use is kept beyond the deadline") {
  const Served served(deadline_for_answers());
  auto connection = served.connect();
  const auto end = std::chrono::steady_clock::now() + 2500ms;
  while (std::chrono::steady_clock::now() < end)
    REQUIRE(connection.get("/index.html").status == 200);
}

TEST_CASE("a reader that takes too little of an answer is cut") {
  const Served served(short_deadlines());
  served.write("repo/targets/large", std::string(20'000'000, 'x'));
  auto reader = served.connect("", 4096);
  reader.send("GET /targets/large HTTP/1.1\r\nHost: x\r\n\r\n");
  // Read only once the metrics say that it was cut: reading makes room.
  const auto end = std::chrono::steady_clock::now() + 10s;
  std::string metrics;
  while (metrics.find("switchback_serve_slow_readers_total 1\n") == std::string::npos &&
         std::chrono::steady_clock::now() < end)
    metrics = served.metrics();
  CHECK_THAT(metrics, Contains("switchback_serve_slow_readers_total 1\n"));
  CHECK(reader.receive().status == 0);
}

TEST_CASE("half-open connections at one address's limit keep no other address waiting") {
  ServeOptions options;
  options.most_connections_per_address = 20;
  const Served served(options);
  auto greedy = half_open(served, 20, "127.0.0.1");
  for (int i = 0; i < 3; ++i) CHECK(served.connect("127.0.0.1").closes());
  CHECK(served.connect("127.0.0.2").get(served.blob_path()).body == served.blob);
  CHECK_THAT(served.metrics(), Contains("switchback_serve_refused_connections_total 3\n"));

  greedy.pop_back();  // the server sees that some time later
  const auto end = std::chrono::steady_clock::now() + 10s;
  int status = 0;
  while (status != 200 && std::chrono::steady_clock::now() < end) {
    auto next = served.connect("127.0.0.1");
    next.send_as_much_as_is_taken("GET /index.html HTTP/1.1\r\nHost: x\r\n\r\n");
    status = next.receive().status;
  }
  CHECK(status == 200);
}

TEST_CASE("without an option one address gets half of all connections") {
  ServeOptions options;
  options.threads = 2;
  options.most_connections = 20;
  const Served served(options);
  const auto greedy = half_open(served, 10, "127.0.0.1");
  CHECK(served.connect("127.0.0.1").closes());
  CHECK(served.connect("127.0.0.2").get("/index.html").status == 200);
  CHECK_THAT(served.metrics(), Contains("switchback_serve_connections_limit 20\n"));
}

TEST_CASE("0 lets one address have all connections") {
  ServeOptions options;
  options.threads = 2;
  options.most_connections = 20;
  options.most_connections_per_address = 0;
  const Served served(options);
  const auto greedy = half_open(served, 15, "127.0.0.1");
  CHECK(served.connect("127.0.0.1").get("/index.html").status == 200);
}

TEST_CASE("at the limit of all connections a new one waits, at no cost, until a late one is cut") {
  ServeOptions options = short_deadlines();
  options.threads = 2;
  options.most_connections = 4;
  options.most_connections_per_address = 0;
  options.pace.request_deadline = 1s;
  const Served served(options);
  const auto begin = std::chrono::steady_clock::now();
  const auto used_before = processor_time();
  const auto greedy = half_open(served, 4, "127.0.0.1");
  CHECK(served.connect("127.0.0.2").get("/index.html").status == 200);
  const auto waited = std::chrono::steady_clock::now() - begin;
  CHECK(waited >= 1s);
  CHECK(processor_time() - used_before < waited / 4);
}
