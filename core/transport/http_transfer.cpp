#include "core/transport/http_transfer.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "base/errors.hpp"
#include "base/stoppable_wait.hpp"
#include "core/transport/header_text.hpp"
#include "core/transport/http_failure.hpp"
#include "core/transport/url_text.hpp"

namespace switchback {
namespace {

// A head over all redirects longer than this is no honest server's.
constexpr std::uint64_t kMaxHeaderBytes = 256 * 1024;
// The page that comes with an error is read this far, so that the connection can be used again.
constexpr std::uint64_t kMaxErrorPage = 64 * 1024;
// Few system calls, and still small enough that hashing finds the bytes in the cache.
constexpr long kReceiveBuffer = 512 * 1024;
constexpr long kPacedBuffer = 16 * 1024;  // under a rate limit: short bursts
// Little is read in vain of an answer that is then declined.
constexpr long kTentativeBuffer = 16 * 1024;

template <typename Value>
void set(void* easy, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy, option, value);
  if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (code != CURLE_OK)
    throw FetchError("network",
                     fmt::format("libcurl refused a setting: {}", curl_easy_strerror(code)));
}

}  // namespace

struct HttpTransfer::Callbacks {
  static int request(void* self, char*, char*, int, int) {
    return static_cast<HttpTransfer*>(self)->begins_request() ? CURL_PREREQFUNC_OK
                                                              : CURL_PREREQFUNC_ABORT;
  }
  static std::size_t header(char* data, std::size_t, std::size_t size, void* self) {
    return static_cast<HttpTransfer*>(self)->takes_header({data, size}) ? size : 0;
  }
  static std::size_t body(char* data, std::size_t, std::size_t size, void* self) {
    return static_cast<HttpTransfer*>(self)->takes_body({data, size}) ? size : 0;
  }
};

void HttpTransfer::EasyDeleter::operator()(void* easy) const {
  curl_easy_cleanup(easy);
}
void HttpTransfer::ListDeleter::operator()(void* list) const {
  curl_slist_free_all(static_cast<curl_slist*>(list));
}

HttpTransfer::HttpTransfer(const TransportOptions& options, const std::string& token,
                           RatePacer& pacer, const HttpRequest& request, AnswerSink& sink)
    : request_(request),
      may_resend_(options.keep_connections),
      stop_(options.stop),
      pacer_(pacer),
      sink_(sink),
      easy_(curl_easy_init()),
      headers_(curl_slist_append(nullptr, "Accept:")),
      error_text_(CURL_ERROR_SIZE, '\0') {
  if (!easy_ || !headers_) throw std::bad_alloc();
  set_up(options, token);
}

HttpTransfer::~HttpTransfer() = default;

std::string HttpTransfer::url() const {
  return url_for_display(request_.url);
}

void HttpTransfer::set_up(const TransportOptions& options, const std::string& token) {
  void* easy = easy_.get();
  const bool secure = url_scheme(request_.url) == "https";
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
  set(easy, CURLOPT_FOLLOWLOCATION, 1L);
  set(easy, CURLOPT_MAXREDIRS, static_cast<long>(options.max_redirects));
  set(easy, CURLOPT_PATH_AS_IS, 1L);
  set(easy, CURLOPT_URL, request_.url.c_str());
  if (!request_.range.empty()) set(easy, CURLOPT_RANGE, request_.range.c_str());
  set(easy, CURLOPT_HTTPHEADER, static_cast<curl_slist*>(headers_.get()));
  set(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_FORBID_REUSE, options.keep_connections ? 0L : 1L);
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  const long buffer = options.limit_rate > 0 ? kPacedBuffer : kReceiveBuffer;
  set(easy, CURLOPT_BUFFERSIZE, request_.tentative ? kTentativeBuffer : buffer);
  set(easy, CURLOPT_PROXY, options.proxy.c_str());
  set(easy, CURLOPT_NOPROXY, options.no_proxy.c_str());
  set(easy, CURLOPT_ERRORBUFFER, error_text_.data());
  set(easy, CURLOPT_PRIVATE, static_cast<void*>(this));
  set(easy, CURLOPT_PREREQFUNCTION, &Callbacks::request);
  set(easy, CURLOPT_PREREQDATA, static_cast<void*>(this));
  set(easy, CURLOPT_HEADERFUNCTION, &Callbacks::header);
  set(easy, CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(easy, CURLOPT_WRITEFUNCTION, &Callbacks::body);
  set(easy, CURLOPT_WRITEDATA, static_cast<void*>(this));
  if (!token.empty()) {
    set(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    set(easy, CURLOPT_XOAUTH2_BEARER, token.c_str());
  }
  if (secure) set_up_tls(options);
}

void HttpTransfer::set_up_tls(const TransportOptions& options) {
  void* easy = easy_.get();
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(easy, CURLOPT_PIPEWAIT, 1L);  // rather another stream on a connection than another connection
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty()) set(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  if (!options.client_certificate.empty()) {
    set(easy, CURLOPT_SSLCERT, options.client_certificate.c_str());
    const auto& key = options.client_key.empty() ? options.client_certificate : options.client_key;
    set(easy, CURLOPT_SSLKEY, key.c_str());
  }
}

// A server may close a kept connection at any time, also just as a request is on its way: before
// the first byte of an answer libcurl sends it again on another connection, a few times where
// several kept ones are dead, never after one that was new. False aborts: where no connection is
// kept nothing is sent twice, whatever the reason.
bool HttpTransfer::begins_request() {
  if (awaits_answer_ && !may_resend_) {
    resent_ = true;
    return false;
  }
  awaits_answer_ = true;
  ++requests_;
  return true;
}

bool HttpTransfer::takes_header(std::string_view line) {
  header_bytes_ += line.size();
  received_ += line.size();
  if (header_bytes_ > kMaxHeaderBytes || stop_.stop_requested()) return false;
  if (line.starts_with("HTTP/")) {
    awaits_answer_ = false;
    head_ = {};
    const auto space = line.find(' ');
    if (space != std::string_view::npos)
      head_.status = number_in<int>(line.substr(space + 1, 3)).value_or(0);
    return true;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || head_given_) return true;
  const auto name = line.substr(0, colon);
  const auto value = trimmed(line.substr(colon + 1));
  if (same_name(name, "content-length")) head_.content_length = number_in<std::uint64_t>(value);
  if (same_name(name, "content-range")) head_.content_range = value;
  if (same_name(name, "content-type")) head_.content_type = value;
  return true;
}

bool HttpTransfer::takes_body(std::string_view bytes) {
  const auto before = std::chrono::steady_clock::now();
  const bool going_on = consumes(bytes);
  consumed_ += std::chrono::steady_clock::now() - before;
  return going_on;
}

bool HttpTransfer::consumes(std::string_view bytes) {
  received_ += bytes.size();
  pace(bytes.size());
  if (stop_.stop_requested()) return false;
  if (!accepted()) {
    discarded_ += bytes.size();
    return discarded_ <= kMaxErrorPage;
  }
  try {
    give_head();
    if (!sink_.wants_body()) return false;
    sink_.body(bytes);
    return true;
  } catch (...) {
    thrown_ = std::current_exception();
    return false;
  }
}

// Sleeping here stops reading from every connection of the session: TCP does the rest.
void HttpTransfer::pace(std::size_t bytes) {
  const auto pause = pacer_.pause_after(bytes, RatePacer::Clock::now());
  if (pause.count() > 0) wait_unless_stopped(stop_, pause);
}

void HttpTransfer::give_head() {
  if (head_given_) return;
  head_given_ = true;
  sink_.head(head_);
}

void HttpTransfer::finish(int curl_code) {
  if (thrown_) std::rethrow_exception(thrown_);
  if (stop_.stop_requested()) throw Interrupted();
  const std::string url = this->url();
  const bool page_cut = curl_code == CURLE_WRITE_ERROR && discarded_ > kMaxErrorPage;
  const bool answered = (curl_code == CURLE_OK || page_cut) && head_.status != 0;
  if (answered && !accepted()) {
    if (sink_.accepts_failure(head_.status)) return;
    throw http_failure(url, head_.status);
  }
  if (head_given_ && !sink_.wants_body()) return;
  if (resent_) throw dropped_failure(url);
  if (header_bytes_ > kMaxHeaderBytes)
    throw FetchError("bad-answer", fmt::format("{}: the answer's head is too long", url));
  // libcurl's text ends before its buffer does.
  // cppcheck-suppress stlcstrParam
  if (curl_code != CURLE_OK) throw curl_failure(url, curl_code, error_text_.c_str());
  give_head();
}

TransferTotals HttpTransfer::totals() const {
  curl_off_t body = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_SIZE_DOWNLOAD_T, &body);
  return {requests_, header_bytes_ + static_cast<std::uint64_t>(std::max<curl_off_t>(body, 0))};
}

}  // namespace switchback
