#include "keys/secret.hpp"

#include <catch2/catch.hpp>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

using namespace switchback;

namespace {

template <typename T, typename = void>
struct IsPrintable : std::false_type {};
template <typename T>
struct IsPrintable<T,
                   std::void_t<decltype(std::declval<std::ostream&>() << std::declval<const T&>())>>
    : std::true_type {};

}  // namespace

TEST_CASE("a secret can be moved but neither copied nor printed") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<Secret>);
  STATIC_REQUIRE_FALSE(std::is_copy_assignable_v<Secret>);
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<Secret>);
  STATIC_REQUIRE(IsPrintable<std::string>::value);
  STATIC_REQUIRE_FALSE(IsPrintable<Secret>::value);
}

TEST_CASE("a moved-from secret is empty") {
  Secret first = Secret::copy_of("open sesame");
  const Secret second = std::move(first);
  CHECK(second.view() == "open sesame");
  CHECK(
      first.empty());  // NOLINT(bugprone-use-after-move): the state after a move is what is tested
}

TEST_CASE("a secret builder keeps what was appended over its growth") {
  SecretBuilder builder;
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    builder.append(static_cast<unsigned char>('a' + i % 26));
    expected.push_back(static_cast<char>('a' + i % 26));
  }
  CHECK(builder.take().view() == expected);
}
