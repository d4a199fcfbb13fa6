// How a mirror is reached. Set by the edges (CLI, daemon): the library reads neither the
// environment nor configuration files, so a proxy holds only where it is named here.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

namespace switchback {

struct TransportOptions {
  // A request reaches every wait within 200 ms; the call then throws Interrupted.
  std::stop_token stop;

  std::chrono::milliseconds connect_timeout{15'000};
  // Silence for this long, or less than `minimum_rate` bytes a second over it, ends a transfer
  // ("too-slow"). Time that a consumer of pieces spends is not counted.
  std::chrono::milliseconds stall_timeout{30'000};
  std::uint64_t minimum_rate = 64;
  // The longest wait for one small file, and for one blob; 0: no limit.
  std::chrono::milliseconds file_timeout{300'000};
  std::chrono::milliseconds blob_timeout{0};
  // Pause before the first resumption of a blob that no other mirror has; doubles each time.
  std::chrono::milliseconds resume_pause{250};

  std::uint64_t limit_rate = 0;  // bytes a second over all connections to one mirror; 0: no limit
  int max_redirects = 5;
  // False: each request has a connection of its own and is sent once. Otherwise one that was sent
  // on a kept connection is sent again where that closed without a byte of an answer.
  bool keep_connections = true;

  std::string proxy;              // "http://host:port", "socks5h://host:port"; empty: none
  std::string no_proxy;           // hosts reached without it, comma-separated
  std::filesystem::path ca_file;  // PEM; empty: the system's
  std::filesystem::path client_certificate;  // PEM
  std::filesystem::path client_key;          // PEM; empty: in `client_certificate`
  std::filesystem::path
      token_file;  // its first line is sent as a bearer token, never to another host
  std::string user_agent = "switchback";
};

}  // namespace switchback
