#include "core/transport/blob_download.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/transport/several_ranges_answer.hpp"
#include "core/transport/single_range_answer.hpp"

namespace switchback {

BlobDownload::BlobDownload(HttpSession& session, std::string url, std::string display_url,
                           std::uint64_t blob_length, PieceLedger& ledger, SeveralRanges& several)
    : session_(session),
      url_(std::move(url)),
      state_{ledger, std::move(display_url), blob_length, several, false, nullptr},
      most_active_(parallel_transfers(ledger.longest_piece(), {})) {
  // Asked by a download that ended before the answer.
  if (several == SeveralRanges::asked) several = SeveralRanges::untried;
  plan();
}

BlobDownload::~BlobDownload() {
  session_.cancel_all();
}

void BlobDownload::plan() {
  if (state_.several == SeveralRanges::refused) return ask_singly(state_.ledger.missing());
  const GroupLimits limits;
  auto ranges = plan_requests(state_.ledger, state_.ledger.missing(), limits_between_parts(limits));
  if (ranges.empty()) return;
  std::vector<RangeRequest> first;
  first.push_back(std::move(ranges.front()));
  ranges.erase(ranges.begin());
  waiting_.push_back({std::move(first)});
  std::vector<RangeGroup> others = group_ranges(std::move(ranges), most_active_, limits);
  std::move(others.begin(), others.end(), std::back_inserter(waiting_));
}

void BlobDownload::run(ProgressWatch& watch) {
  while (!state_.ledger.complete()) {
    start_more();
    const AnswerSink* ended = step(watch);
    if (state_.whole != nullptr) cancel_all_but_whole();
    if (ended != nullptr) end(ended);
  }
}

// What breaks connections, or spoils answers, may be the request for several ranges. Where such a
// mirror is asked singly, nothing is worse than without that request; and only once, because it is
// never asked for several again. Silence has cost its time: whether to wait once more, others say.
AnswerSink* BlobDownload::step(ProgressWatch& watch) {
  try {
    return session_.step(watch);
  } catch (const FetchError& error) {
    if (state_.ledger.consumer_failed() || !may_come_singly(error)) throw;
    state_.several = SeveralRanges::refused;
    if (error.code() == "too-slow" || state_.whole != nullptr) throw;
  }
  active_.clear();
  waiting_.clear();
  ask_singly(state_.ledger.missing());
  return nullptr;
}

bool BlobDownload::may_come_singly(const FetchError& failure) const {
  const AnswerSink* failed = session_.failed();
  return std::any_of(active_.begin(), active_.end(), [&](const auto& answer) {
    return (failed == nullptr || failed == answer.get()) && answer->may_come_singly(failure);
  });
}

// A mirror that lacks the file, or does not know ranges, is asked only once. Until it has shown
// what it does with several ranges, nothing else is begun: that decides how the rest is asked for.
void BlobDownload::start_more() {
  if (state_.several == SeveralRanges::refused) ungroup_waiting();
  const std::size_t most = state_.grants_ranges ? most_active_ : 1;
  while (state_.whole == nullptr && active_.size() < most && !waiting_.empty() &&
         state_.several != SeveralRanges::asked) {
    RangeGroup group = std::move(waiting_.front());
    waiting_.pop_front();
    start(std::move(group));
  }
}

void BlobDownload::start(RangeGroup group) {
  const std::string header = group.header();
  const bool several = group.ranges.size() > 1;
  if (several && state_.several == SeveralRanges::untried) state_.several = SeveralRanges::asked;
  if (several)
    active_.push_back(std::make_unique<SeveralRangesAnswer>(state_, std::move(group)));
  else
    active_.push_back(std::make_unique<SingleRangeAnswer>(state_, std::move(group.ranges.front())));
  session_.start({url_, header, state_.several == SeveralRanges::asked}, *active_.back());
}

void BlobDownload::end(const AnswerSink* ended) {
  const auto answer = std::find_if(active_.begin(), active_.end(),
                                   [&](const auto& active) { return active.get() == ended; });
  if (answer == active_.end()) return;
  std::vector<std::size_t> leftover = (*answer)->leftover();
  active_.erase(answer);
  if (leftover.empty()) return;
  state_.several = SeveralRanges::refused;
  ask_singly(std::move(leftover));
}

void BlobDownload::ungroup_waiting() {
  const bool grouped = std::any_of(waiting_.begin(), waiting_.end(),
                                   [](const auto& group) { return group.ranges.size() > 1; });
  if (grouped) ask_singly({});
}

// These pieces and what waits already.
void BlobDownload::ask_singly(std::vector<std::size_t> pieces) {
  for (const RangeGroup& group : waiting_)
    for (const std::size_t piece : group.pieces()) pieces.push_back(piece);
  std::sort(pieces.begin(), pieces.end());
  waiting_.clear();
  std::vector<RangeGroup> singles = ungrouped(plan_requests(state_.ledger, pieces, {}));
  std::move(singles.begin(), singles.end(), std::back_inserter(waiting_));
}

void BlobDownload::cancel_all_but_whole() {
  waiting_.clear();
  for (auto answer = active_.begin(); answer != active_.end();) {
    if (answer->get() == state_.whole) {
      ++answer;
      continue;
    }
    session_.cancel(**answer);
    answer = active_.erase(answer);
  }
}

}  // namespace switchback
