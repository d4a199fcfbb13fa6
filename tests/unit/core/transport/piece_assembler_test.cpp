#include "core/transport/piece_assembler.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "tests/support/sample_blob.hpp"

using namespace switchback;
using test::Delivery;
using test::SampleBlob;

TEST_CASE("pieces come out whole however the bytes are cut") {
  const SampleBlob blob = SampleBlob::of({5, 3, 7, 0, 1, 20, 9});
  const std::size_t step = GENERATE(1u, 2u, 3u, 7u, 100u);
  Delivery delivery(blob);
  const auto consumer = delivery.consumer();
  PieceLedger ledger(blob.pieces, blob.content.size(), consumer);
  PieceAssembler assembler(ledger, ledger.missing(), 0);
  for (std::size_t at = 0; at < blob.content.size(); at += step)
    assembler.feed(std::string_view(blob.content).substr(at, step));
  CHECK(assembler.complete());
  CHECK(delivery.complete());
  CHECK(assembler.position() == blob.content.size());
}

TEST_CASE("pieces that were delivered meanwhile are skipped") {
  const SampleBlob blob = SampleBlob::of({5, 0, 7, 0, 9});
  std::size_t count = 0;
  const PieceFetcher::Consumer consumer = [&](std::size_t, const std::string&) { ++count; };
  PieceLedger ledger(blob.pieces, blob.content.size(), consumer);
  PieceAssembler assembler(ledger, ledger.missing(), 0);
  ledger.deliver(1, blob.content.substr(5, 7));
  assembler.feed(blob.content);
  CHECK(ledger.complete());
  CHECK(count == 3);
}

TEST_CASE("a wrong byte is found at the end of its piece") {
  SampleBlob blob = SampleBlob::of({5, 0, 7});
  Delivery delivery(blob);
  const auto consumer = delivery.consumer();
  PieceLedger ledger(blob.pieces, blob.content.size(), consumer);
  PieceAssembler assembler(ledger, ledger.missing(), 0);
  std::string wrong = blob.content;
  wrong[6] = static_cast<char>(~wrong[6]);
  CHECK_THROWS_AS(assembler.feed(wrong), FetchError);
  CHECK(delivery.count() == 1);
}
