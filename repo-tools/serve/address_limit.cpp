#include "repo-tools/serve/address_limit.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace switchback {
namespace {

constexpr std::size_t kNetworkBytes = 8;  // a /64
constexpr std::size_t kMappedAt = 12;     // where an IPv4 address stands in a mapped IPv6 one

}  // namespace

// An IPv4 address has zeros before it and no IPv6 network has: nobody connects from ::/64 but ::1,
// which counts as 0.0.0.0 then.
AddressLimit::Network AddressLimit::network_of(const sockaddr& address) {
  Network network{};
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 six{};
    std::memcpy(&six, &address, sizeof six);
    const std::uint8_t* bytes = six.sin6_addr.s6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&six.sin6_addr))
      std::copy(bytes + kMappedAt, bytes + network.size(), network.begin() + kMappedAt);
    else
      std::copy(bytes, bytes + kNetworkBytes, network.begin());
  } else if (address.sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, &address, sizeof four);
    std::memcpy(network.data() + kMappedAt, &four.sin_addr, sizeof four.sin_addr);
  }
  return network;
}

bool AddressLimit::admits(const sockaddr& address) {
  const std::lock_guard lock(mutex_);
  const auto open = open_.find(network_of(address));
  if (most_ == 0 || open == open_.end() || open->second < most_) return true;
  ++refused_;
  return false;
}

void AddressLimit::opened(const sockaddr& address) {
  const std::lock_guard lock(mutex_);
  ++open_[network_of(address)];
}

void AddressLimit::closed(const sockaddr& address) {
  const std::lock_guard lock(mutex_);
  const auto open = open_.find(network_of(address));
  if (open != open_.end() && --open->second == 0) open_.erase(open);
}

}  // namespace switchback
