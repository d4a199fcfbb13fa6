#include "tests/contract/serve/hostile_requests.hpp"

#include <catch2/catch.hpp>
#include <list>
#include <set>
#include <string>

#include "tests/contract/serve/served.hpp"

using namespace std::chrono_literals;
using namespace switchback;
using test::HostileRequests;
using test::RawConnection;
using test::Served;

namespace {

constexpr int kRounds = 2;
constexpr int kRequestsPerRound = 1000;
constexpr std::uint32_t kSeed = 20'261'127;
const std::string kPath = "/metadata/timestamp.json";

// Statuses of all answers in what a connection received; no file that is served has "HTTP/1." in
// it.
std::set<int> statuses(const std::string& received) {
  std::set<int> found;
  for (auto at = received.find("HTTP/1."); at != std::string::npos;
       at = received.find("HTTP/1.", at + 1))
    found.insert(std::stoi(received.substr(at + 9, 3)));
  return found;
}

struct Exchange {
  std::string request;
  RawConnection connection;
};

// All stay open until the end of the round: most of them wait for bytes that never come, and are
// cut at the deadline together.
std::list<Exchange> round_of(const Served& served, HostileRequests& requests) {
  std::list<Exchange> round;
  for (int i = 0; i < kRequestsPerRound; ++i) {
    auto& [request, connection] = round.emplace_back(Exchange{requests.next(), served.connect()});
    connection.send_as_much_as_is_taken(request);
    if (i % 2 == 0) connection.finish_sending();
    CAPTURE(i, request.substr(0, 300));
    REQUIRE(served.connect().get(kPath).status == 200);
  }
  return round;
}

void check_answers(const std::string& received) {
  REQUIRE((received.empty() || received.starts_with("HTTP/1.")));
  REQUIRE(received.find("not published") == std::string::npos);
  REQUIRE(received.find("outside") == std::string::npos);
}

}  // namespace

TEST_CASE("the same hostile requests are made every time") {
  HostileRequests one(1, "/x");
  HostileRequests same(1, "/x");
  HostileRequests other(2, "/x");
  const std::string first = one.next() + one.next();
  CHECK(first == same.next() + same.next());
  CHECK(first != other.next() + other.next());
}

TEST_CASE("no request takes the server from its other clients, nor anything unpublished") {
  ServeOptions options;
  options.pace.request_deadline = 1s;
  options.most_connections_per_address = 0;
  const Served served(options);
  HostileRequests requests(kSeed, kPath);
  std::set<int> seen;
  bool parts_seen = false;
  for (int round = 0; round < kRounds; ++round)
    for (auto& [request, connection] : round_of(served, requests)) {
      const std::string received = connection.receive_all();
      CAPTURE(round, request.substr(0, 300), received.substr(0, 300));
      check_answers(received);
      parts_seen |= received.find("multipart/byteranges") != std::string::npos;
      for (const int status : statuses(received)) {
        seen.insert(status);
        REQUIRE((status < 500 || status == 505));
      }
    }
  for (const int status : {200, 206, 400, 404, 405, 416}) CHECK(seen.count(status) == 1);
  CHECK(parts_seen);
}
