// What every PieceFetcher promises, whatever carries the bytes.
#include <catch2/catch.hpp>
#include <stdexcept>

#include "base/errors.hpp"
#include "core/transport/mirror_set.hpp"
#include "tests/contract/transport/mirror_site.hpp"
#include "tests/support/sample_blob.hpp"

using namespace switchback;
using test::Delivery;
using test::SampleBlob;

namespace {

std::string any_kind() {
  return GENERATE("http", "serve", "file");
}

}  // namespace

TEST_CASE("all pieces of a blob are delivered once, verified") {
  const auto site = test::make_site(any_kind());
  const SampleBlob blob = GENERATE(
      SampleBlob::contiguous(1, 1), SampleBlob::contiguous(100'000, 1000),
      SampleBlob::contiguous(9'000'000, kMaxPieceLength), SampleBlob::of({10, 5, 10, 40'000, 7}),
      SampleBlob::of({1, 200'000, 300'000, 32'768, 1, 32'767, 1}));
  site->put("blob", blob.content);
  MirrorSet mirrors({site->url()}, {});
  Delivery delivery(blob);
  mirrors.fetch_pieces("blob", blob.content.size(), blob.pieces, delivery.consumer());
  CHECK(delivery.complete());
}

TEST_CASE("no pieces, no request") {
  const auto site = test::make_site(any_kind());
  MirrorSet mirrors({site->url()}, {});
  mirrors.fetch_pieces("blob", 10, {}, [](std::size_t, const std::string&) { FAIL(); });
  CHECK(mirrors.totals().requests == 0);
}

TEST_CASE("only a few bytes beyond the pieces are read") {
  const auto site = test::make_site(any_kind());
  const SampleBlob blob = SampleBlob::of({1000, 1'000'000, 1000});
  site->put("blob", blob.content);
  MirrorSet mirrors({site->url()}, {});
  Delivery delivery(blob);
  mirrors.fetch_pieces("blob", blob.content.size(), blob.pieces, delivery.consumer());
  CHECK(delivery.complete());
  CHECK(mirrors.totals().bytes >= 2000);
  CHECK(mirrors.totals().bytes < 3000);
}

TEST_CASE("a missing blob is a 404") {
  const auto site = test::make_site(any_kind());
  const SampleBlob blob = SampleBlob::contiguous(100, 10);
  MirrorSet mirrors({site->url()}, {});
  Delivery delivery(blob);
  try {
    mirrors.fetch_pieces("blob", 100, blob.pieces, delivery.consumer());
    FAIL("delivered");
  } catch (const FetchError& error) {
    CHECK(error.http_status() == 404);
    CHECK_FALSE(error.next_step().empty());
  }
}

TEST_CASE("a blob of another length is refused") {
  const auto site = test::make_site(any_kind());
  const SampleBlob blob = SampleBlob::contiguous(1000, 100);
  site->put("longer", blob.content + "x");
  site->put("shorter", blob.content.substr(0, 999));
  MirrorSet mirrors({site->url()}, {});
  Delivery delivery(blob);
  for (const char* path : {"longer", "shorter"})
    CHECK_THROWS_AS(mirrors.fetch_pieces(path, 1000, blob.pieces, delivery.consumer()), FetchError);
  CHECK_FALSE(delivery.wrong());
}

TEST_CASE("a piece with wrong content is never delivered") {
  const auto site = test::make_site(any_kind());
  const SampleBlob blob = SampleBlob::contiguous(1000, 100);
  std::string damaged = blob.content;
  damaged[550] = static_cast<char>(~damaged[550]);
  site->put("blob", damaged);
  MirrorSet mirrors({site->url()}, {});
  Delivery delivery(blob);
  try {
    mirrors.fetch_pieces("blob", 1000, blob.pieces, delivery.consumer());
    FAIL("accepted");
  } catch (const FetchError& error) {
    CHECK(error.code() == "bad-answer");
    CHECK(std::string(error.what()).find("bytes 500 to 599") != std::string::npos);
  }
  CHECK_FALSE(delivery.wrong());
  CHECK(delivery.count() == 5);
}

TEST_CASE("a second mirror completes what the first has wrong") {
  const auto first = test::make_site(any_kind());
  const auto second = test::make_site(any_kind());
  const SampleBlob blob = SampleBlob::contiguous(1000, 100);
  std::string damaged = blob.content;
  damaged[550] = static_cast<char>(~damaged[550]);
  first->put("blob", damaged);
  second->put("blob", blob.content);
  MirrorSet mirrors({first->url(), second->url()}, {});
  Delivery delivery(blob);
  mirrors.fetch_pieces("blob", 1000, blob.pieces, delivery.consumer());
  CHECK(delivery.complete());
  CHECK(mirrors.order() == std::vector<std::size_t>{1, 0});
}

TEST_CASE("what the consumer throws passes through and no other mirror is asked") {
  const auto first = test::make_site(any_kind());
  const auto second = test::make_site("http");
  const SampleBlob blob = SampleBlob::contiguous(1000, 100);
  first->put("blob", blob.content);
  second->put("blob", blob.content);
  MirrorSet mirrors({first->url(), second->url()}, {});
  const auto disk_full = [](std::size_t, const std::string&) {
    throw StorageError("write", "incoming", ENOSPC);
  };
  CHECK_THROWS_AS(mirrors.fetch_pieces("blob", 1000, blob.pieces, disk_full), StorageError);
  const auto confusing = [](std::size_t, const std::string&) {
    throw FetchError("network", "mine");
  };
  CHECK_THROWS_WITH(mirrors.fetch_pieces("blob", 1000, blob.pieces, confusing), "mine");
  CHECK(mirrors.mirror(1).totals().requests == 0);
  Delivery delivery(blob);
  mirrors.fetch_pieces("blob", 1000, blob.pieces, delivery.consumer());
  CHECK(delivery.complete());
}

TEST_CASE("a stop request ends the fetch of a blob as Interrupted") {
  const auto site = test::make_site(any_kind());
  const SampleBlob blob = SampleBlob::contiguous(4'000'000, 1000);
  site->put("blob", blob.content);
  std::stop_source source;
  TransportOptions options;
  options.stop = source.get_token();
  MirrorSet mirrors({site->url()}, options);
  std::size_t count = 0;
  const auto stop_at_third = [&](std::size_t, const std::string&) {
    if (++count == 3) source.request_stop();
  };
  CHECK_THROWS_AS(mirrors.fetch_pieces("blob", blob.content.size(), blob.pieces, stop_at_third),
                  Interrupted);
  CHECK(count < 1000);
}

TEST_CASE("a list of pieces that does not fit the blob is refused before any request") {
  const auto site = test::make_site(any_kind());
  MirrorSet mirrors({site->url()}, {});
  const auto pieces = GENERATE(
      std::vector<Piece>{{0, 0, {}}}, std::vector<Piece>{{0, kMaxPieceLength + 1, {}}},
      std::vector<Piece>{{10, 10, {}}, {19, 10, {}}}, std::vector<Piece>{{20, 10, {}}, {0, 10, {}}},
      std::vector<Piece>{{0, 10, {}}, {95'000'000, 6'000'000, {}}},
      std::vector<Piece>{{~std::uint64_t{0}, 2, {}}});
  CHECK_THROWS_AS(mirrors.fetch_pieces("blob", 10'000'000, pieces, [](auto, const auto&) {}),
                  TrustError);
  CHECK(mirrors.totals().requests == 0);
}

TEST_CASE("a verified small file comes from the first mirror that has it right") {
  const auto first = test::make_site(any_kind());
  const auto second = test::make_site(any_kind());
  const Sha256Digest digest = Sha256::of("manifest");
  second->put("m", "manifest");
  MirrorSet mirrors({first->url(), second->url()}, {});
  SECTION("missing") {}
  SECTION("wrong") {
    first->put("m", "manifesT");
  }
  SECTION("short") {
    first->put("m", "manif");
  }
  SECTION("long") {
    first->put("m", "manifest and more");
  }
  CHECK(mirrors.fetch_verified("m", 8, digest) == "manifest");
  CHECK_THROWS_AS(mirrors.fetch_verified("m", 8, Sha256::of("other")), FetchError);
}
