#include "repo-tools/serve/address_limit.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <catch2/catch.hpp>
#include <string>

using namespace switchback;

namespace {

struct Address {
  sockaddr_storage storage{};

  explicit Address(const std::string& text) {
    auto* four = reinterpret_cast<sockaddr_in*>(&storage);
    auto* six = reinterpret_cast<sockaddr_in6*>(&storage);
    if (::inet_pton(AF_INET, text.c_str(), &four->sin_addr) == 1)
      storage.ss_family = AF_INET;
    else if (::inet_pton(AF_INET6, text.c_str(), &six->sin6_addr) == 1)
      storage.ss_family = AF_INET6;
  }
  operator const sockaddr&() const { return reinterpret_cast<const sockaddr&>(storage); }
};

}  // namespace

TEST_CASE("an address is refused at its limit, until one of its connections is closed") {
  AddressLimit limit(2);
  const Address address("192.0.2.1");
  for (int i = 0; i < 2; ++i) {
    CHECK(limit.admits(address));
    limit.opened(address);
  }
  CHECK_FALSE(limit.admits(address));
  CHECK(limit.refused() == 1);
  CHECK(limit.admits(Address("192.0.2.2")));
  limit.closed(address);
  CHECK(limit.admits(address));
  CHECK(limit.refused() == 1);
}

TEST_CASE("0 is no limit") {
  AddressLimit limit(0);
  const Address address("192.0.2.1");
  for (int i = 0; i < 100; ++i) limit.opened(address);
  CHECK(limit.admits(address));
}

TEST_CASE("which addresses are counted as one") {
  const auto [first, second, one] = GENERATE(table<std::string, std::string, bool>({
      {"2001:db8::1", "2001:db8::ffff:2", true},        // a /64, which one host may have whole
      {"2001:db8::1", "2001:db8:0:1::1", false},        //
      {"192.0.2.1", "::ffff:192.0.2.1", true},          // the same, at a socket for both families
      {"::ffff:192.0.2.1", "::ffff:192.0.2.2", false},  //
      {"192.0.2.1", "::1", false},                      //
      {"::1", "2001:db8::1", false},
  }));
  CAPTURE(first, second);
  AddressLimit limit(1);
  limit.opened(Address(first));
  CHECK(limit.admits(Address(second)) != one);
}
