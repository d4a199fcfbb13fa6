// Blobs from hostile and broken mirrors: each case is named after the fault. Nothing wrong is
// delivered, verified pieces are kept, the next mirror completes the rest, and without one the
// error names the cause.
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "base/errors.hpp"
#include "core/transport/mirror_set.hpp"
#include "tests/support/fault_server.hpp"
#include "tests/support/sample_blob.hpp"

using namespace switchback;
using namespace std::chrono_literals;
using test::Delivery;
using test::Fault;
using test::FaultServer;
using test::SampleBlob;

namespace {

TransportOptions impatient() {
  TransportOptions options;
  options.stall_timeout = 150ms;
  options.resume_pause = 1ms;
  return options;
}

struct Mirrors {
  SampleBlob blob = SampleBlob::contiguous(200'000, 10'000);
  FaultServer bad;
  FaultServer good;

  Mirrors() {
    bad.put("blob", blob.content);
    good.put("blob", blob.content);
  }
  // The bad mirror first, then the good one.
  void check_fail_over() {
    MirrorSet mirrors({bad.url(), good.url()}, impatient());
    Delivery delivery(blob);
    mirrors.fetch_pieces("blob", blob.content.size(), blob.pieces, delivery.consumer());
    CHECK(delivery.complete());
  }
  FetchError failure_alone(Delivery& delivery) {
    MirrorSet mirrors({bad.url()}, impatient());
    try {
      mirrors.fetch_pieces("blob", blob.content.size(), blob.pieces, delivery.consumer());
    } catch (const FetchError& error) {
      CHECK_FALSE(delivery.wrong());
      CHECK(std::string(error.what()).find(bad.url() + "blob") != std::string::npos);
      CHECK_FALSE(error.next_step().empty());
      return error;
    }
    throw std::runtime_error("the fetch succeeded");
  }
};

std::uint64_t range_start(const test::RecordedRequest& request) {
  return std::stoull(request.headers.at("range").substr(6));
}

}  // namespace

TEST_CASE(
    "mirror that cuts at any byte: verified pieces are kept, the next mirror gives the rest") {
  const SampleBlob blob = SampleBlob::of({3, 0, 4, 2, 5, 0, 6});
  FaultServer bad;
  FaultServer good;
  bad.put("blob", blob.content);
  good.put("blob", blob.content);
  for (std::uint64_t bytes = 0; bytes < blob.content.size(); ++bytes) {
    bad.inject("blob", Fault::cut_after(bytes));
    MirrorSet mirrors({bad.url(), good.url()}, impatient());
    Delivery delivery(blob);
    mirrors.fetch_pieces("blob", blob.content.size(), blob.pieces, delivery.consumer());
    REQUIRE(delivery.complete());
    std::uint64_t expected = 0;
    for (const Piece& piece : blob.pieces)
      if (piece.offset + piece.length > bytes) {
        expected = piece.offset;
        break;
      }
    CHECK(range_start(good.requests().back()) == expected);
  }
}

TEST_CASE("mirror that cuts is resumed where it stopped when there is no other") {
  Mirrors mirrors;
  mirrors.bad.inject("blob", Fault::cut_after(55'000), 3);
  MirrorSet set({mirrors.bad.url()}, impatient());
  Delivery delivery(mirrors.blob);
  set.fetch_pieces("blob", 200'000, mirrors.blob.pieces, delivery.consumer());
  CHECK(delivery.complete());
  std::vector<std::uint64_t> starts;
  for (const auto& request : mirrors.bad.requests()) starts.push_back(range_start(request));
  CHECK(starts == std::vector<std::uint64_t>{0, 50'000, 100'000, 150'000});
}

TEST_CASE("mirror that cuts for ever is resumed as long as each attempt gains a piece") {
  Mirrors mirrors;
  mirrors.bad.inject("blob", Fault::cut_after(15'000));
  MirrorSet set({mirrors.bad.url()}, impatient());
  Delivery delivery(mirrors.blob);
  set.fetch_pieces("blob", 200'000, mirrors.blob.pieces, delivery.consumer());
  CHECK(delivery.complete());
  CHECK(mirrors.bad.requests().size() == mirrors.blob.pieces.size());
}

TEST_CASE("mirror that cuts before the first piece is given up at once") {
  Mirrors mirrors;
  mirrors.bad.inject("blob", Fault::cut_after(9'999));
  Delivery nothing(mirrors.blob);
  CHECK(mirrors.failure_alone(nothing).code() == "network");
  CHECK(nothing.count() == 0);
  CHECK(mirrors.bad.requests().size() == 1);
}

TEST_CASE("mirror that brings nothing any more is given up after a few resumptions") {
  Mirrors mirrors;
  mirrors.bad.inject("blob", Fault::drop());
  mirrors.bad.inject("blob", Fault::cut_after(55'000), 1);
  Delivery delivery(mirrors.blob);
  CHECK(mirrors.failure_alone(delivery).code() == "network");
  CHECK(delivery.count() == 5);
  CHECK(mirrors.bad.requests().size() == 5);
}

// Each attempt gains a piece, and costs all that lies before it: without a limit, a product of
// both.
TEST_CASE("mirror that answers ranges with ever more of the file is given up") {
  std::vector<std::uint32_t> sizes;
  for (std::size_t i = 0; i < 30; ++i) sizes.insert(sizes.end(), {10, 1'000'000});
  const SampleBlob blob = SampleBlob::of(sizes);
  FaultServer server;
  server.put("blob", blob.content);
  for (std::size_t i = blob.pieces.size(); i-- > 0;)
    server.inject("blob", Fault::whole_cut_after(blob.pieces[i].offset + 20), 1);
  TransportOptions options;
  options.resume_pause = 1ms;
  MirrorSet set({server.url()}, options);
  Delivery delivery(blob);
  try {
    set.fetch_pieces("blob", blob.content.size(), blob.pieces, delivery.consumer());
    FAIL("delivered");
  } catch (const FetchError& error) {
    CHECK(error.code() == "network");
  }
  CHECK(delivery.count() > 5);
  CHECK(set.totals().bytes < 80'000'000);  // of 435 MB
}

TEST_CASE("mirror that drops the connection, is silent or stalls") {
  Mirrors mirrors;
  mirrors.bad.inject("blob", GENERATE(Fault::drop(), Fault::silence(), Fault::stall_after(0),
                                      Fault::stall_after(9'999)));
  mirrors.check_fail_over();
  Delivery delivery(mirrors.blob);
  const auto error = mirrors.failure_alone(delivery);
  CHECK((error.code() == "network" || error.code() == "too-slow"));
}

TEST_CASE("mirror that nobody listens at") {
  Mirrors mirrors;
  std::string dead;
  { dead = FaultServer().url(); }
  MirrorSet set({dead, mirrors.good.url()}, impatient());
  Delivery delivery(mirrors.blob);
  set.fetch_pieces("blob", 200'000, mirrors.blob.pieces, delivery.consumer());
  CHECK(delivery.complete());
}

TEST_CASE("mirror that trickles") {
  Mirrors mirrors;
  mirrors.bad.inject("blob", Fault::trickle(1));
  TransportOptions options = impatient();
  options.minimum_rate = 100'000;
  MirrorSet set({mirrors.bad.url(), mirrors.good.url()}, options);
  Delivery delivery(mirrors.blob);
  set.fetch_pieces("blob", 200'000, mirrors.blob.pieces, delivery.consumer());
  CHECK(delivery.complete());
}

TEST_CASE("mirror with an endless body") {
  Mirrors mirrors;
  // The last pieces are not wanted, so that the endless part begins before the end of the blob.
  mirrors.blob.pieces.resize(10);
  mirrors.bad.inject("blob", Fault::endless());
  mirrors.check_fail_over();
  MirrorSet set({mirrors.bad.url()}, impatient());
  Delivery delivery(mirrors.blob);
  set.fetch_pieces("blob", 200'000, mirrors.blob.pieces, delivery.consumer());
  CHECK(delivery.complete());
  CHECK(set.totals().bytes < 1'000'000);
}

TEST_CASE("mirror with endless answers to more ranges than run at a time") {
  const SampleBlob blob = SampleBlob::of({10, 40'000, 10, 40'000, 10, 40'000, 10, 40'000, 10,
                                          40'000, 10, 40'000, 10, 40'000, 10, 40'000, 10});
  FaultServer bad;
  FaultServer good;
  bad.put("blob", blob.content);
  good.put("blob", blob.content);
  bad.inject("blob", Fault::endless());
  MirrorSet set({bad.url(), good.url()}, impatient());
  Delivery delivery(blob);
  set.fetch_pieces("blob", blob.content.size(), blob.pieces, delivery.consumer());
  CHECK(delivery.complete());
  CHECK(good.requests().size() > 0);
}

TEST_CASE("mirror that ignores ranges is used without reading more than the blob") {
  Mirrors mirrors;
  mirrors.bad.inject("blob", Fault::ignore_range());
  const SampleBlob scattered = SampleBlob::of({100, 50'000, 100, 50'000, 100, 50'000, 100});
  mirrors.bad.put("blob", scattered.content);
  MirrorSet set({mirrors.bad.url()}, impatient());
  Delivery delivery(scattered);
  set.fetch_pieces("blob", scattered.content.size(), scattered.pieces, delivery.consumer());
  CHECK(delivery.complete());
  CHECK(mirrors.bad.requests().size() == 1);
  CHECK(set.totals().bytes < scattered.content.size() + 1000);
}

TEST_CASE("mirror that answers a range with an endless whole file") {
  Mirrors mirrors;
  std::string wrong = mirrors.blob.content;
  wrong[150'000] = static_cast<char>(~wrong[150'000]);
  mirrors.bad.put("blob", wrong);
  mirrors.bad.inject("blob", Fault::endless());
  mirrors.blob.pieces.erase(mirrors.blob.pieces.begin());  // so that a range is asked for
  mirrors.check_fail_over();
}

TEST_CASE("mirror with the wrong range in a 206") {
  Mirrors mirrors;
  mirrors.bad.inject("blob", Fault::wrong_range(GENERATE(1u, 10'000u)));
  mirrors.check_fail_over();
  Delivery delivery(mirrors.blob);
  const auto error = mirrors.failure_alone(delivery);
  CHECK(error.code() == "bad-answer");
  CHECK(delivery.count() == 0);
  CHECK(mirrors.bad.requests().size() ==
        2);  // one in each attempt above: a liar is not asked again
}

TEST_CASE("mirror whose file is shorter or longer than signed") {
  Mirrors mirrors;
  mirrors.bad.inject("blob",
                     Fault::resize(GENERATE(0u, 1u, 100'000u, 199'999u, 200'001u, 9'000'000u)));
  mirrors.check_fail_over();
  Delivery delivery(mirrors.blob);
  mirrors.failure_alone(delivery);
}

TEST_CASE("mirror that answers 416, 404, 403 or 5xx") {
  Mirrors mirrors;
  const int status = GENERATE(416, 404, 403, 500, 502, 503);
  mirrors.bad.inject("blob", Fault::status(status));
  mirrors.check_fail_over();
  Delivery delivery(mirrors.blob);
  CHECK(mirrors.failure_alone(delivery).http_status() == status);
}

TEST_CASE("mirror that redirects in a loop or to other schemes") {
  Mirrors mirrors;
  mirrors.bad.inject("blob",
                     Fault::redirect_to(GENERATE("/blob", "file:///etc/passwd", "ftp://127.0.0.1/x",
                                                 "gopher://127.0.0.1/x")));
  mirrors.check_fail_over();
  Delivery delivery(mirrors.blob);
  CHECK(mirrors.failure_alone(delivery).code() == "bad-answer");
}

TEST_CASE("mirror behind a captive portal: the message says so") {
  Mirrors mirrors;
  mirrors.bad.inject("*", Fault::captive_page());
  mirrors.check_fail_over();
  Delivery delivery(mirrors.blob);
  const auto error = mirrors.failure_alone(delivery);
  CHECK(error.code() == "bad-answer");
  CHECK(std::string(error.what()).find("sign-in page") != std::string::npos);
}

TEST_CASE("mirror with a flipped byte anywhere: the pieces around it are kept") {
  Mirrors mirrors;
  mirrors.bad.inject("blob", Fault::corrupt_at(123'456));
  mirrors.check_fail_over();
  CHECK(range_start(mirrors.good.requests().at(0)) == 120'000);
}

TEST_CASE("all mirrors fail: the error names each with its cause") {
  Mirrors mirrors;
  mirrors.bad.inject("blob", Fault::status(500));
  mirrors.good.inject("blob", Fault::corrupt_at(0));
  MirrorSet set({mirrors.bad.url(), mirrors.good.url()}, impatient());
  Delivery delivery(mirrors.blob);
  try {
    set.fetch_pieces("blob", 200'000, mirrors.blob.pieces, delivery.consumer());
    FAIL("delivered");
  } catch (const FetchError& error) {
    const std::string message = error.what();
    CHECK(message.find(mirrors.bad.url() + "blob: HTTP 500") != std::string::npos);
    CHECK(message.find(mirrors.good.url() + "blob: wrong content") != std::string::npos);
    CHECK_FALSE(error.next_step().empty());
  }
}

TEST_CASE("a stop request ends a stalled blob within 200 ms, also between resumptions") {
  Mirrors mirrors;
  std::stop_source source;
  TransportOptions options;
  options.stop = source.get_token();
  options.resume_pause = 30s;
  mirrors.bad.inject("blob", GENERATE(Fault::stall_after(15'000), Fault::cut_after(15'000)));
  MirrorSet set({mirrors.bad.url()}, options);
  std::chrono::steady_clock::time_point requested;
  std::thread stopper([&] {
    while (mirrors.bad.requests().empty()) std::this_thread::yield();
    // Until only the stop request can wake the fetch: nothing tells from outside that it waits, and
    // a request that comes before it does would also be seen by a fetch that looks but never wakes.
    std::this_thread::sleep_for(300ms);
    requested = std::chrono::steady_clock::now();
    source.request_stop();
  });
  Delivery delivery(mirrors.blob);
  CHECK_THROWS_AS(set.fetch_pieces("blob", 200'000, mirrors.blob.pieces, delivery.consumer()),
                  Interrupted);
  const auto ended = std::chrono::steady_clock::now();
  stopper.join();
  CHECK(ended - requested < 200ms);
}

TEST_CASE("a slow consumer is not taken for a slow mirror") {
  Mirrors mirrors;
  MirrorSet set({mirrors.good.url()}, impatient());
  Delivery delivery(mirrors.blob);
  const auto consumer = delivery.consumer();
  set.fetch_pieces("blob", 200'000, mirrors.blob.pieces, [&](std::size_t index, std::string bytes) {
    // Real time, longer than the stall limit: that it is not counted is what is tested here, and
    // the clock is the session's own. ProgressWatch, which has none, is tested without.
    if (index == 3) std::this_thread::sleep_for(400ms);
    consumer(index, std::move(bytes));
  });
  CHECK(delivery.complete());
  CHECK(mirrors.good.requests().size() == 1);
}
