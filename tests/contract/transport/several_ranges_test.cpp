// Several ranges in one request: with mirrors that answer them, with those that do not, where
// nothing may be worse than without, and with those that answer something else.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>

#include "base/errors.hpp"
#include "core/transport/mirror_set.hpp"
#include "tests/support/fault_server.hpp"
#include "tests/support/multipart_answer.hpp"
#include "tests/support/sample_blob.hpp"

using namespace switchback;
using namespace std::chrono_literals;
using test::Delivery;
using test::Fault;
using test::FaultServer;
using test::SampleBlob;
using test::Spans;

namespace {

constexpr std::size_t kPieces = 12;
constexpr std::uint32_t kLength = 1000;
constexpr std::uint32_t kGap = 40'000;  // single requests do not join these

SampleBlob scattered(std::size_t pieces = kPieces, std::uint32_t length = kLength,
                     std::uint32_t gap = kGap) {
  std::vector<std::uint32_t> sizes;
  for (std::size_t i = 0; i < pieces; ++i) {
    sizes.push_back(length);
    sizes.push_back(gap);
  }
  return SampleBlob::of(sizes);
}

bool asks_several(const test::RecordedRequest& request) {
  return request.headers.at("range").find(',') != std::string::npos;
}

struct Site {
  SampleBlob blob;
  FaultServer server;
  TransportOptions options;

  explicit Site(SampleBlob content = scattered()) : blob(std::move(content)) {
    server.put("blob", blob.content);
    options.stall_timeout = 500ms;
    options.resume_pause = 1ms;
  }
  // Of the pieces from `begin` to before `end`.
  Spans spans(std::size_t begin, std::size_t end = kPieces) const {
    Spans list;
    for (std::size_t i = begin; i < end; ++i)
      list.emplace_back(blob.pieces[i].offset, blob.pieces[i].offset + blob.pieces[i].length - 1);
    return list;
  }
  TransferTotals fetch() {
    MirrorSet mirrors({server.url()}, options);
    return fetch_from(mirrors);
  }
  // Requests are those that the server has seen: where it closes a connection, the client may send
  // one in vain.
  TransferTotals fetch_from(MirrorSet& mirrors) const {
    const TransferTotals before{server.requests().size(), mirrors.totals().bytes};
    Delivery delivery(blob);
    mirrors.fetch_pieces("blob", blob.content.size(), blob.pieces, delivery.consumer());
    CHECK(delivery.complete());
    return {server.requests().size() - before.requests, mirrors.totals().bytes - before.bytes};
  }
  FetchError failure(Delivery& delivery) {
    try {
      MirrorSet({server.url()}, options)
          .fetch_pieces("blob", blob.content.size(), blob.pieces, delivery.consumer());
    } catch (const FetchError& error) {
      CHECK(std::string(error.what()).find(server.url() + "blob: ") != std::string::npos);
      return error;
    }
    throw std::runtime_error("the fetch succeeded");
  }
  // Requests that are under way together arrive in any order.
  bool asks_singly_for(std::size_t piece) const {
    const auto [first, last] = spans(piece, piece + 1).front();
    const auto requests = server.requests();
    return std::any_of(requests.begin(), requests.end(),
                       [range = fmt::format("bytes={}-{}", first, last)](const auto& request) {
                         return request.headers.at("range") == range;
                       });
  }
  std::size_t several_requests() const {
    const auto requests = server.requests();
    return static_cast<std::size_t>(std::count_if(requests.begin(), requests.end(), asks_several));
  }
};

std::string whole_answer(const std::string& content) {
  return fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", content.size(), content);
}

std::string single_answer(const std::string& content, std::uint64_t first, std::uint64_t last) {
  return fmt::format(
      "HTTP/1.1 206 Partial\r\nContent-Range: bytes {}-{}/{}\r\nContent-Length: {}\r\n\r\n{}",
      first, last, content.size(), last - first + 1, content.substr(first, last - first + 1));
}

std::string with_body(const std::string& body) {
  return "HTTP/1.1 206 Status\r\n" + test::multipart_headers(body) + "\r\n" + body;
}

}  // namespace

TEST_CASE("many ranges take few requests, and few bytes beside their own") {
  Site site(scattered(50, kLength, 5'000));
  const auto spent = site.fetch();
  CHECK(spent.requests == 2);
  CHECK(spent.bytes < 50 * (kLength + 200));
  CHECK_FALSE(asks_several(site.server.requests().at(0)));
  CHECK(asks_several(site.server.requests().at(1)));
}

TEST_CASE("several connections share many ranges") {
  Site site(scattered(61, 20'000, 5'000));
  CHECK(site.fetch().requests == 7);
  CHECK(site.several_requests() == 6);
}

TEST_CASE("a mirror that answers several ranges with the whole file is asked singly for good") {
  Site site(scattered(kPieces, kLength, 1'000'000));
  site.server.inject("blob", Fault::to_several(whole_answer(site.blob.content)));
  MirrorSet mirrors({site.server.url()}, site.options);
  const auto spent = site.fetch_from(mirrors);
  CHECK(spent.requests == kPieces + 1);
  CHECK(spent.bytes < kPieces * (kLength + 200) + 20'000);  // not 12 MB
  CHECK(site.several_requests() == 1);
  CHECK(site.fetch_from(mirrors).requests == kPieces);
  CHECK(site.several_requests() == 1);
}

TEST_CASE("one request tells what a mirror does with several ranges") {
  Site site(scattered(61, 20'000, 5'000));  // enough for six
  site.server.inject("blob", Fault::to_several(whole_answer(site.blob.content)));
  site.fetch();
  CHECK(site.several_requests() == 1);
}

TEST_CASE("single requests join what several ranges would have kept apart") {
  Site site(scattered(kPieces, kLength, 5'000));
  site.server.inject("blob", Fault::to_several(whole_answer(site.blob.content)));
  MirrorSet mirrors({site.server.url()}, site.options);
  CHECK(site.fetch_from(mirrors).requests == 3);
  CHECK(site.fetch_from(mirrors).requests == 1);
}

TEST_CASE("a mirror that answers several ranges with an error is asked singly") {
  Site site;
  const int status = GENERATE(400, 403, 404, 416, 500, 501, 503);
  site.server.inject("blob", Fault::to_several(fmt::format(
                                 "HTTP/1.1 {} No\r\nContent-Length: 5\r\n\r\nerror", status)));
  CHECK(site.fetch().requests == kPieces + 1);
  CHECK(site.several_requests() == 1);
}

TEST_CASE("a mirror that breaks the connection at several ranges is asked singly") {
  Site site;
  site.server.inject("blob", Fault::to_several(GENERATE("", "HTTP/1.1 206 Cut\r\nX: y")));
  FaultServer other;
  other.put("blob", site.blob.content);
  MirrorSet mirrors({site.server.url(), other.url()}, site.options);
  site.fetch_from(mirrors);
  CHECK(other.requests().empty());  // that is no failure of the mirror
  // The first of them was sent again where the kept connection closed.
  CHECK(site.several_requests() <= 2);
  CHECK(site.server.requests().size() <= 2 * kPieces + 2);
}

TEST_CASE("a mirror that answered several ranges once may stop doing so") {
  Site site;
  MirrorSet mirrors({site.server.url()}, site.options);
  CHECK(site.fetch_from(mirrors).requests == 2);
  site.server.inject("blob", Fault::to_several(whole_answer(site.blob.content)));
  CHECK(site.fetch_from(mirrors).requests == kPieces + 1);
  CHECK(site.fetch_from(mirrors).requests == kPieces);
}

TEST_CASE("a mirror that looks at one of the ranges only: the others are asked for singly") {
  Site site;
  const std::size_t which = GENERATE(1U, 5U, 11U);
  const auto [first, last] = site.spans(which).front();
  site.server.inject("blob", Fault::to_several(single_answer(site.blob.content, first, last)));
  CHECK(site.fetch().requests == kPieces);
  CHECK(site.several_requests() == 1);
}

TEST_CASE("a mirror that joins ranges without parts is taken at its word where little is between") {
  Site site(scattered(kPieces, kLength, 5'000));
  const auto first = site.spans(1).front().first;
  const auto last = site.spans(1).back().second;
  site.server.inject("blob", Fault::to_several(single_answer(site.blob.content, first, last)));
  CHECK(site.fetch().requests == 2);
}

TEST_CASE("a mirror that sends all between far ranges is asked singly") {
  Site site;
  const auto first = site.spans(1).front().first;
  const auto last = site.spans(1).back().second;
  site.server.inject("blob", Fault::to_several(single_answer(site.blob.content, first, last)));
  CHECK(site.fetch().requests == kPieces + 1);
}

TEST_CASE("parts may come in another order, and joined") {
  Site site(scattered(kPieces, kLength, 5'000));
  Spans spans = site.spans(1);
  SECTION("backwards") {
    std::reverse(spans.begin(), spans.end());
  }
  SECTION("two are one") {
    spans[3].second = spans[4].second;
    spans.erase(spans.begin() + 4);
  }
  site.server.inject("blob", Fault::to_several(test::multipart_answer(site.blob.content, spans)));
  CHECK(site.fetch().requests == 2);
}

TEST_CASE("ranges that an answer leaves out are asked for singly") {
  Site site;
  Spans spans = site.spans(1);
  spans.erase(spans.begin() + 2, spans.begin() + 5);
  site.server.inject("blob", Fault::to_several(test::multipart_answer(site.blob.content, spans)));
  CHECK(site.fetch().requests == 5);
  CHECK(site.several_requests() == 1);
}

TEST_CASE("an answer that is cut within a part is resumed without what was delivered") {
  Site site;
  const std::string answer = test::multipart_answer(site.blob.content, site.spans(1));
  const std::size_t third = answer.find(fmt::format("bytes {}-", site.blob.pieces[3].offset));
  const std::size_t cut = third + GENERATE(0U, 30U, 60U, 500U);
  site.server.inject("blob", Fault::to_several(answer.substr(0, cut)), 1);
  CHECK(site.fetch().requests == 4);  // two, then the third piece and the others
  const auto requests = site.server.requests();
  CHECK(test::spans_in(requests.at(2).headers.at("range")) == site.spans(3, 4));
  CHECK(test::spans_in(requests.at(3).headers.at("range")) == site.spans(4));
}

TEST_CASE("an answer that is cut before its first piece: the mirror is asked singly") {
  Site site;
  const std::string answer = test::multipart_answer(site.blob.content, site.spans(1));
  const std::size_t first = answer.find(fmt::format("bytes {}-", site.blob.pieces[1].offset));
  site.server.inject("blob", Fault::to_several(answer.substr(0, first + GENERATE(0U, 30U, 500U))));
  MirrorSet mirrors({site.server.url()}, site.options);
  CHECK(site.fetch_from(mirrors).requests == kPieces + 1);
  CHECK(site.fetch_from(mirrors).requests == kPieces);
  CHECK(site.several_requests() == 1);
}

TEST_CASE("answers that are cut after a piece are resumed as often as it takes") {
  Site site;
  site.server.inject("blob", Fault::cut_after(1'500));  // one part of several, all of a single one
  const auto spent = site.fetch();
  CHECK(site.several_requests() > 4);
  CHECK(spent.requests <= kPieces);
}

TEST_CASE("an answer without a length that ends within a part is cut") {
  Site site(scattered(kPieces, kLength, 5'000));
  const Spans spans = site.spans(1);
  std::string head = "Content-Type: multipart/byteranges; boundary=a-boundary\r\n";
  std::string body = test::multipart_body(site.blob.content, spans);
  std::size_t requests = 3;  // the rest singly: little lies between
  SECTION("before or in the first") {
    body.resize(GENERATE(0U, 50U, 500U));
  }
  SECTION("after the first") {
    body.resize(1'150);
    requests = 4;  // what was left of several, once more
  }
  SECTION("there are no parts") {
    const std::uint64_t first = spans.front().first;
    head = fmt::format("Content-Range: bytes {}-{}/*\r\n", first, spans.back().second);
    body = site.blob.content.substr(first, 500);
  }
  site.server.inject("blob", Fault::to_several("HTTP/1.1 206 S\r\n" + head + "\r\n" + body), 1);
  CHECK(site.fetch().requests == requests);
}

TEST_CASE("a wrong byte in a part: the parts before it are kept, and it is asked for singly") {
  Site site;
  site.server.inject("blob", Fault::corrupt_at(site.blob.pieces[5].offset + 7));
  Delivery delivery(site.blob);
  const FetchError error = site.failure(delivery);
  CHECK(error.code() == "bad-answer");
  CHECK(delivery.count() >= 5);
  CHECK(delivery.count() < kPieces);
  CHECK_FALSE(delivery.wrong());
  CHECK(site.several_requests() == 1);
  CHECK(site.asks_singly_for(5));
}

TEST_CASE("hostile answers with parts") {
  Site site;
  const std::string& content = site.blob.content;
  Spans spans = site.spans(1);
  const std::string good = test::multipart_body(content, spans);
  std::string answer;
  SECTION("no boundary") {
    answer = "HTTP/1.1 206 S\r\nContent-Type: multipart/byteranges\r\n\r\n" + good;
  }
  SECTION("a boundary that is too long") {
    answer =
        "HTTP/1.1 206 S\r\nContent-Type: multipart/byteranges; boundary=" + std::string(71, 'b') +
        "\r\n\r\n" + good;
  }
  SECTION("another boundary") {
    answer = "HTTP/1.1 206 S\r\nContent-Type: multipart/byteranges; boundary=b\r\n\r\n" + good;
  }
  SECTION("a range that was not asked for") {
    spans[2] = {100, 200};
    answer = test::multipart_answer(content, spans);
  }
  SECTION("a range one byte longer") {
    ++spans[2].second;
    answer = test::multipart_answer(content, spans);
  }
  SECTION("all of the file as a part") {
    answer = test::multipart_answer(content, {{0, content.size() - 1}});
  }
  SECTION("the same range for ever") {
    answer = test::multipart_answer(content, Spans(1000, spans[0]));
  }
  SECTION("of a file of another length") {
    answer = test::multipart_answer(content + "x", spans);
  }
  SECTION("no parts") {
    answer = with_body("\r\n--a-boundary--\r\n");
  }
  SECTION("an endless preamble") {
    answer = with_body(std::string(100'000, 'x') + good);
  }
  SECTION("an endless head of a part") {
    answer = with_body("--a-boundary\r\nX: " + std::string(100'000, 'x'));
  }
  SECTION("something after the last part") {
    // The last pieces came before: only a blob that lacks one yet is failed by what follows.
    spans.pop_back();
    answer = with_body(test::multipart_body(content, spans) + std::string(100'000, 'x'));
  }
  SECTION("a single range that goes on") {
    answer =
        fmt::format("HTTP/1.1 206 S\r\nContent-Range: bytes {}-{}/{}\r\n\r\n{}", spans[0].first,
                    spans[0].second, content.size(), content.substr(spans[0].first));
  }
  site.server.inject("blob", Fault::to_several(answer));
  FaultServer other;
  other.put("blob", content);
  MirrorSet mirrors({site.server.url(), other.url()}, site.options);
  const auto spent = site.fetch_from(mirrors);
  CHECK(other.requests().empty());  // the mirror is asked singly, and that serves
  CHECK(spent.requests <= kPieces + 1);
  CHECK(spent.bytes < kPieces * (kLength + 200) + 50'000);
  site.fetch_from(mirrors);
  CHECK(site.several_requests() == 1);
}

TEST_CASE("a mirror that spoils single ranges too is given up") {
  Site site;
  site.server.inject("blob", Fault::wrong_range(1));
  site.server.inject("blob", Fault::wrong_range(0), 1);  // the first answer is right
  Delivery delivery(site.blob);
  CHECK(site.failure(delivery).code() == "bad-answer");
  CHECK_FALSE(delivery.wrong());
  // One request that is answered, one for several ranges, then those that are under way together:
  // none of them is repeated.
  CHECK(site.server.requests().size() <= kPieces + 2);
}

TEST_CASE("a mirror that goes silent before the first piece of several is asked singly") {
  Site site;
  site.options.stall_timeout = 100ms;
  site.options.keep_connections = false;
  site.server.inject("blob", Fault::stall_after(1'010));  // all of a single one
  site.fetch();
  CHECK(site.several_requests() == 1);
}

TEST_CASE("a mirror that goes silent in every answer is too slow") {
  Site site;
  site.options.stall_timeout = 100ms;
  site.server.inject("blob", Fault::stall_after(500));
  Delivery delivery(site.blob);
  CHECK(site.failure(delivery).code() == "too-slow");
  CHECK(site.server.requests().size() <= 2);
}
