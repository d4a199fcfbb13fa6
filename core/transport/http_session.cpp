#include "core/transport/http_session.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <stop_token>
#include <utility>

#include "base/errors.hpp"
#include "core/transport/token_file.hpp"

namespace switchback {
namespace {

using Clock = std::chrono::steady_clock;

constexpr long kMaxConnections = 6;

void initialise_libcurl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) throw std::bad_alloc();
}

FetchError slowness(const std::string& url, ProgressWatch::Verdict verdict) {
  constexpr const char* kNext =
      "Try again later, name another mirror, or allow more time (repository.timeout).";
  switch (verdict) {
    case ProgressWatch::Verdict::silent:
      return {"too-slow", url + ": the server went silent", 0, kNext};
    case ProgressWatch::Verdict::over_time:
      return {"too-slow", url + ": the transfer took longer than allowed", 0, kNext};
    default:
      return {"too-slow", url + ": the server sends too slowly", 0, kNext};
  }
}

}  // namespace

void HttpSession::MultiDeleter::operator()(void* multi) const {
  curl_multi_cleanup(multi);
}

HttpSession::HttpSession(const TransportOptions& options)
    : options_(options), token_(read_token(options.token_file)), pacer_(options.limit_rate) {
  initialise_libcurl();
  multi_.reset(curl_multi_init());
  if (!multi_) throw std::bad_alloc();
  curl_multi_setopt(multi_.get(), CURLMOPT_MAX_HOST_CONNECTIONS, kMaxConnections);
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, kMaxConnections);
}

HttpSession::~HttpSession() {
  cancel_all();
}

void HttpSession::start(const HttpRequest& request, AnswerSink& sink) {
  transfers_.emplace_back(options_, token_, pacer_, request, sink);
  if (curl_multi_add_handle(multi_.get(), transfers_.back().easy()) != CURLM_OK) {
    transfers_.pop_back();
    throw std::bad_alloc();
  }
}

AnswerSink* HttpSession::step(ProgressWatch& watch) {
  failed_ = nullptr;
  try {
    throw_if_stopped();
    if (AnswerSink* sink = take_ended()) return sink;
    const auto spent = perform();
    if (AnswerSink* sink = take_ended()) return sink;
    wait(watch, spent);
    return nullptr;
  } catch (...) {
    cancel_all();
    throw;
  }
}

// A server can keep libcurl busy without ever giving a sink a byte (an endless chunk extension,
// say): then nothing is waited for, and the time passes here.
std::chrono::nanoseconds HttpSession::perform() {
  const auto consumed_before = consumed();
  const auto before = Clock::now();
  int running = 0;
  if (curl_multi_perform(multi_.get(), &running) != CURLM_OK) throw std::bad_alloc();
  return Clock::now() - before - (consumed() - consumed_before);
}

std::chrono::nanoseconds HttpSession::consumed() const {
  std::chrono::nanoseconds sum{};
  for (const auto& transfer : transfers_) sum += transfer.consumed();
  return sum;
}

void HttpSession::wait(ProgressWatch& watch, std::chrono::nanoseconds spent) {
  const std::stop_callback wake(options_.stop, [this] { curl_multi_wakeup(multi_.get()); });
  const auto patience =
      std::chrono::duration_cast<std::chrono::milliseconds>(watch.patience()).count();
  const auto before = Clock::now();
  curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(patience) + 1, nullptr);
  const auto elapsed = Clock::now() - before;
  throw_if_stopped();

  const auto verdict = watch.waited(spent + elapsed, newly_received());
  if (verdict != ProgressWatch::Verdict::going) throw slowness(transfers_.front().url(), verdict);
}

std::uint64_t HttpSession::newly_received() {
  std::uint64_t received = 0;
  for (const auto& transfer : transfers_) received += transfer.received();
  const std::uint64_t before = std::exchange(seen_, received);
  return received > before ? received - before : 0;
}

AnswerSink* HttpSession::take_ended() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    const auto ended =
        std::find_if(transfers_.begin(), transfers_.end(),
                     [&](const auto& transfer) { return transfer.easy() == message->easy_handle; });
    if (ended == transfers_.end()) continue;
    AnswerSink* sink = &ended->sink();
    failed_ = sink;
    ended->finish(code);
    failed_ = nullptr;
    remove(ended);
    return sink;
  }
  return nullptr;
}

HttpSession::Transfers::iterator HttpSession::remove(Transfers::iterator transfer) {
  const TransferTotals spent = transfer->totals();
  ended_.requests += spent.requests;
  ended_.bytes += spent.bytes;
  seen_ -= std::min(seen_, transfer->received());
  curl_multi_remove_handle(multi_.get(), transfer->easy());
  return transfers_.erase(transfer);
}

void HttpSession::cancel(const AnswerSink& sink) {
  for (auto transfer = transfers_.begin(); transfer != transfers_.end();)
    transfer = &transfer->sink() == &sink ? remove(transfer) : std::next(transfer);
}

void HttpSession::cancel_all() {
  for (auto transfer = transfers_.begin(); transfer != transfers_.end();)
    transfer = remove(transfer);
}

TransferTotals HttpSession::totals() const {
  TransferTotals sum = ended_;
  for (const auto& transfer : transfers_) {
    sum.requests += transfer.totals().requests;
    sum.bytes += transfer.totals().bytes;
  }
  return sum;
}

void HttpSession::throw_if_stopped() const {
  if (options_.stop.stop_requested()) throw Interrupted();
}

}  // namespace switchback
