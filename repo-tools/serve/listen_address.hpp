// Where the server listens.
#pragma once

#include <cstdint>
#include <string>

#include "base/descriptor.hpp"

namespace switchback {

struct ListenAddress {
  std::string host;        // numeric IPv4 or IPv6, or "localhost"
  std::uint16_t port = 0;  // 0: any free one

  // "127.0.0.1:8080", "[::]:8080".
  std::string text() const;
};

// The reverse of text(). Throws ConfigError("usage").
ListenAddress parse_listen_address(const std::string& text);

struct Listener {
  Descriptor socket;      // non-blocking, listening
  ListenAddress address;  // with the port that was bound
};

// Throws StorageError naming the address.
Listener listen_at(const ListenAddress& address);

}  // namespace switchback
