#include "repo-tools/serve/listen_address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <optional>

#include "base/errors.hpp"

namespace switchback {
namespace {

constexpr int kBacklog = 4096;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  sockaddr* generic() { return reinterpret_cast<sockaddr*>(&storage); }
};

std::optional<SocketAddress> resolve(const ListenAddress& address) {
  const std::string host = address.host == "localhost" ? "127.0.0.1" : address.host;
  SocketAddress result;
  auto* four = reinterpret_cast<sockaddr_in*>(&result.storage);
  auto* six = reinterpret_cast<sockaddr_in6*>(&result.storage);
  if (::inet_pton(AF_INET, host.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(address.port);
    result.size = sizeof *four;
    return result;
  }
  if (::inet_pton(AF_INET6, host.c_str(), &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(address.port);
    result.size = sizeof *six;
    return result;
  }
  return std::nullopt;
}

std::uint16_t bound_port(int socket, const std::string& name) {
  SocketAddress bound;
  bound.size = sizeof bound.storage;
  if (::getsockname(socket, bound.generic(), &bound.size) != 0)
    throw StorageError("listen at", name, errno);
  if (bound.storage.ss_family == AF_INET6)
    return ntohs(reinterpret_cast<sockaddr_in6*>(&bound.storage)->sin6_port);
  return ntohs(reinterpret_cast<sockaddr_in*>(&bound.storage)->sin_port);
}

}  // namespace

std::string ListenAddress::text() const {
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                             : fmt::format("[{}]:{}", host, port);
}

ListenAddress parse_listen_address(const std::string& text) {
  ListenAddress address;
  const auto colon = text.rfind(':');
  const std::string port = colon == std::string::npos ? "" : text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  const bool port_is_sound = error == std::errc{} && end == port.data() + port.size();
  if (colon != std::string::npos) address.host = text.substr(0, colon);
  if (address.host.starts_with('[') && address.host.ends_with(']'))
    address.host = address.host.substr(1, address.host.size() - 2);
  else if (address.host.find(':') != std::string::npos)
    address.host.clear();
  if (!port_is_sound || !resolve(address))
    throw ConfigError(
        "usage", fmt::format("\"{}\" is not an address to listen at", text),
        "Write ADDRESS:PORT, for instance 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080.");
  return address;
}

Listener listen_at(const ListenAddress& address) {
  auto resolved = resolve(address);
  if (!resolved) throw StorageError("listen at", address.text(), EADDRNOTAVAIL);
  Descriptor socket(
      ::socket(resolved->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  if (!socket || ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      ::bind(socket.get(), resolved->generic(), resolved->size) != 0 ||
      ::listen(socket.get(), kBacklog) != 0)
    throw StorageError("listen at", address.text(), errno);
  const std::uint16_t port = bound_port(socket.get(), address.text());
  return {std::move(socket), {address.host, port}};
}

}  // namespace switchback
