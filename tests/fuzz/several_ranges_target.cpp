#include <algorithm>
#include <string>
#include <vector>

#include "base/errors.hpp"
#include "core/transport/several_ranges_answer.hpp"
#include "tests/fuzz/targets.hpp"

namespace switchback::fuzz {
namespace {

constexpr std::uint64_t kBlobLength = 1000;

// What an answer came to.
struct Outcome {
  std::string code;  // of its error
  std::vector<std::size_t> delivered;
  std::vector<std::size_t> leftover;

  bool operator==(const Outcome&) const = default;
};

// Everything up to the end of the line, and that too.
std::string take_line(std::string_view& bytes) {
  const auto end = std::min(bytes.find('\n'), bytes.size());
  std::string line(bytes.substr(0, end));
  bytes.remove_prefix(std::min(end + 1, bytes.size()));
  return line;
}

// The body comes `step` bytes at a time.
Outcome answer(const AnswerHead& head, std::string_view body, std::size_t step) {
  const std::vector<Piece> pieces{
      {0, 10, Sha256::of("0123456789")}, {20, 5, Sha256::of("abcde")}, {900, 3, Sha256::of("xyz")}};
  Outcome outcome;
  const PieceFetcher::Consumer consumer = [&](std::size_t index, const std::string& bytes) {
    must_hold(Sha256::of(bytes) == pieces.at(index).sha256, "a piece is the one that was signed");
    outcome.delivered.push_back(index);
  };
  PieceLedger ledger(pieces, kBlobLength, consumer);
  SeveralRanges several = SeveralRanges::asked;
  DownloadState state{ledger, "http://mirror.example/blob", kBlobLength, several, true, nullptr};
  SeveralRangesAnswer sink(state, {{{0, 10, {0}}, {20, 25, {1}}, {900, 903, {2}}}});
  try {
    sink.head(head);
    for (; sink.wants_body() && !body.empty(); body.remove_prefix(std::min(step, body.size())))
      sink.body(body.substr(0, step));
    outcome.leftover = sink.leftover();
    must_hold(several != SeveralRanges::asked, "an answer says what the mirror does");
    must_hold(outcome.leftover.size() + outcome.delivered.size() == pieces.size(),
              "a piece comes or is left over");
  } catch (const FetchError& error) {
    outcome.code = error.code();
    must_hold(
        error.code() == "bad-answer" || error.code() == "too-large" || error.code() == "network",
        "an answer is wrong, too long or cut");
  }
  return outcome;
}

}  // namespace

// The first line is the answer's Content-Type, the second its Content-Range, the rest its body.
void several_ranges(std::string_view bytes) {
  AnswerHead head;
  head.status = 206;
  head.content_type = take_line(bytes);
  head.content_range = take_line(bytes);
  const Outcome whole = answer(head, bytes, std::max<std::size_t>(bytes.size(), 1));
  for (const std::size_t step : {1U, 7U})
    must_hold(answer(head, bytes, step) == whole, "packets change nothing");
}

}  // namespace switchback::fuzz
