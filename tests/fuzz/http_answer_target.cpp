#include <chrono>
#include <string>
#include <vector>

#include "base/errors.hpp"
#include "core/transport/curl_fetcher.hpp"
#include "core/transport/piece_ledger.hpp"
#include "core/transport/transport_options.hpp"
#include "tests/fuzz/answering_server.hpp"
#include "tests/fuzz/targets.hpp"

namespace switchback::fuzz {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kMaxFile = 4096;
constexpr std::uint64_t kBlobLength = 100'000;

TransportOptions options_for(const AnsweringServer& server) {
  TransportOptions options;
  // The server is the proxy too: whatever an answer redirects to, nothing else is ever asked.
  options.proxy = "http://127.0.0.1:" + std::to_string(server.port());
  options.keep_connections = false;
  options.max_redirects = 2;
  options.stall_timeout = 200ms;
  options.file_timeout = 500ms;
  options.blob_timeout = 500ms;
  return options;
}

void fetch_file(CurlFetcher& fetcher) {
  try {
    must_hold(fetcher.fetch("/metadata/timestamp.json", kMaxFile).size() <= kMaxFile,
              "a file is no longer than allowed");
  } catch (const FetchError&) {
    return;
  }
}

void fetch_blob(CurlFetcher& fetcher) {
  const std::vector<Piece> pieces{{0, 10, Sha256::of("0123456789")},
                                  {20'000, 5, Sha256::of("abcde")},
                                  {50'000, 3, Sha256::of("xyz")}};
  const PieceFetcher::Consumer consumer = [&](std::size_t index, const std::string& bytes) {
    must_hold(Sha256::of(bytes) == pieces.at(index).sha256, "a piece is the one that was signed");
  };
  PieceLedger ledger(pieces, kBlobLength, consumer);
  try {
    fetcher.fetch_missing("/targets/demo/blobs/ab", kBlobLength, ledger);
  } catch (const FetchError&) {
    return;
  }
}

}  // namespace

// The bytes are all that a mirror answers, whatever is asked, before it closes the connection.
void http_answer(std::string_view bytes) {
  static AnsweringServer server;
  server.answer_with(bytes);
  CurlFetcher fetcher("http://mirror.example", options_for(server));
  fetch_file(fetcher);
  fetch_blob(fetcher);
}

}  // namespace switchback::fuzz
