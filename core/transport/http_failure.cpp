#include "core/transport/http_failure.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <utility>

namespace switchback {
namespace {

constexpr const char* kCheckNetwork =
    "Check the network connection and the repository's address, then run the command again.";
constexpr const char* kCheckTls =
    "Check this machine's clock and the certificate settings (repository.ca, "
    "repository.client_cert).";
constexpr const char* kCheckAccess =
    "Check the access settings (repository.token_file, repository.client_cert).";
constexpr const char* kCheckMirror =
    "The repository or this copy of it is incomplete; try another mirror or tell whoever runs it.";
constexpr const char* kServerTrouble = "The server has a problem of its own; try again later.";

const char* reason_phrase(int status) {
  constexpr std::array<std::pair<int, const char*>, 12> kPhrases{
      {{400, "Bad Request"},
       {401, "Unauthorized"},
       {403, "Forbidden"},
       {404, "Not Found"},
       {407, "Proxy Authentication Required"},
       {410, "Gone"},
       {416, "Range Not Satisfiable"},
       {429, "Too Many Requests"},
       {500, "Internal Server Error"},
       {502, "Bad Gateway"},
       {503, "Service Unavailable"},
       {504, "Gateway Timeout"}}};
  for (const auto& [code, phrase] : kPhrases)
    if (code == status) return phrase;
  return "";
}

bool concerns_tls(int code) {
  switch (code) {
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return true;
    default:
      return false;
  }
}

}  // namespace

FetchError http_failure(const std::string& url, int status) {
  const std::string phrase = reason_phrase(status);
  const char* next = kCheckNetwork;
  if (status == 401 || status == 403 || status == 407) next = kCheckAccess;
  if (status == 404 || status == 410 || status == 416) next = kCheckMirror;
  if (status >= 500) next = kServerTrouble;
  return {"http", fmt::format("{}: HTTP {}{}{}", url, status, phrase.empty() ? "" : " ", phrase),
          status, next};
}

FetchError dropped_failure(const std::string& url) {
  return {"network", fmt::format("{}: the server closed the connection without an answer", url), 0,
          kCheckNetwork};
}

FetchError curl_failure(const std::string& url, int curl_code, const std::string& detail) {
  const auto code = static_cast<CURLcode>(curl_code);
  if (code == CURLE_GOT_NOTHING) return dropped_failure(url);
  const std::string cause = detail.empty() ? curl_easy_strerror(code) : detail;
  if (code == CURLE_PARTIAL_FILE)
    return {"network", fmt::format("{}: the connection was cut ({})", url, cause), 0,
            kCheckNetwork};
  if (code == CURLE_TOO_MANY_REDIRECTS)
    return {"bad-answer", fmt::format("{}: redirected too often ({})", url, cause), 0,
            kCheckMirror};
  if (code == CURLE_UNSUPPORTED_PROTOCOL)
    return {"bad-answer", fmt::format("{}: redirected to a forbidden scheme ({})", url, cause), 0,
            kCheckMirror};
  if (concerns_tls(curl_code))
    return {"network", fmt::format("{}: no secure connection ({})", url, cause), 0, kCheckTls};
  return {"network", fmt::format("{}: {}", url, cause), 0, kCheckNetwork};
}

}  // namespace switchback
